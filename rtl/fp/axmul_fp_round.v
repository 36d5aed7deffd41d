// Makes the floating-point product of two unpacked operands from the product
// of their significands.
//
//   a_sign a_nan a_inf a_zero a_exponent   in   operand a, unpacked
//   b_sign b_nan b_inf b_zero b_exponent   in   operand b, unpacked
//   p   in   product of the significands, 2M+2 bits, any value
//   y   out  bit pattern: sign, E exponent bits, M fraction bits
//
// Parameters: E 2..11 exponent bits; M 1..52 fraction bits; the exponents of
// the operands have max(E, clog2(M+1)) + 1 bits;
// Fn 0: IEEE 754 kind; 1: OCP E4M3 kind, where overflow is a NaN;
// Flush 0: gradual underflow; 1: what is below the normal range before
//    rounding is a signed zero;
// Rtz 0: round to nearest, ties to even; 1: round toward zero;
// Saturate 1: finite operands give the largest finite number at most.
// p = 0 is a signed zero. A NaN is positive and quiet: top fraction bit set,
// all ones if Fn = 1.
// Source: IEEE 754-2019, 4.3, 6, 7; OCP 8-bit Floating Point Specification
// (OFP8).
`default_nettype none

module axmul_fp_round #(
    parameter integer E        = 8,
    parameter integer M        = 7,
    parameter integer Fn       = 0,
    parameter integer Flush    = 0,
    parameter integer Rtz      = 0,
    parameter integer Saturate = 0
) (
    input  wire                                         a_sign,
    input  wire                                         a_nan,
    input  wire                                         a_inf,
    input  wire                                         a_zero,
    input  wire [(E > $clog2(M+1) ? E : $clog2(M+1)):0] a_exponent,
    input  wire                                         b_sign,
    input  wire                                         b_nan,
    input  wire                                         b_inf,
    input  wire                                         b_zero,
    input  wire [(E > $clog2(M+1) ? E : $clog2(M+1)):0] b_exponent,
    input  wire [2*M+1:0]                               p,
    output wire [E+M:0]                                 y
);
    generate
        if (E < 2 || E > 11) begin : g_bad_e
            bad_parameter_fp_needs_2_le_E_le_11 u_bad ();
        end
        if (M < 1 || M > 52) begin : g_bad_m
            bad_parameter_fp_needs_1_le_M_le_52 u_bad ();
        end
        if (Fn < 0 || Fn > 1) begin : g_bad_fn
            bad_parameter_fp_needs_Fn_0_or_1 u_bad ();
        end
        if (Flush < 0 || Flush > 1) begin : g_bad_flush
            bad_parameter_fp_needs_Flush_0_or_1 u_bad ();
        end
        if (Rtz < 0 || Rtz > 1) begin : g_bad_rtz
            bad_parameter_fp_needs_Rtz_0_or_1 u_bad ();
        end
        if (Saturate < 0 || Saturate > 1) begin : g_bad_saturate
            bad_parameter_fp_needs_Saturate_0_or_1 u_bad ();
        end
    endgenerate

    localparam integer C  = $clog2(M + 1);
    localparam integer S  = C + 1;                      // leading zeros of p
    localparam integer OW = (E > C ? E : C) + 1;        // operands' exponents
    localparam integer XW = E > C + 1 ? E + 2 : C + 4;  // sums of exponents

    // normalised product: significand and guard bit, then sticky bits
    wire [2*M+1:0] n;
    wire [S-1:0]   count;
    axmul_fp_normalize #(.W(2*M+2)) u_normalize (.x(p), .y(n), .count(count));
    wire [M+1:0] top = n[M +: M+2];

    // next = a + b + 1 by a carry in; so a + b - bias = next - 2^(E-1)
    wire [XW-1:0] next;
    wire          unused_carry;
    assign {next, unused_carry} =
        {{(XW-OW){a_exponent[OW-1]}}, a_exponent, 1'b1} +
        {{(XW-OW){b_exponent[OW-1]}}, b_exponent, 1'b1};

    // biased exponent less 1, as the leading one is added later; below 0 the
    // product is subnormal and goes -exponent places to the right
    wire [XW-1:0] exponent = {next[XW-1:E-1] - 1'b1, next[E-2:0]}
                           - {{(XW-S){1'b0}}, count};
    wire under = exponent[XW-1];

    wire [M+1:0] kept;
    wire [M+1:0] lost;
    generate
        if (Flush != 0) begin : g_flush
            assign kept = top;
            assign lost = {(M+2){1'b0}};
        end else begin : g_gradual
            // places less 1; all ones leaves nothing
            wire         far   = exponent[XW-2:S] != {(XW-1-S){1'b1}};
            wire [S-1:0] shift = ~exponent[S-1:0] | {S{far}};
            wire [M+1:0] out   = ~({{(M+1){1'b1}}, 1'b0} << shift);
            assign kept = under ? {1'b0, top[M+1:1]} >> shift : top;
            assign lost = under ? top & out : {(M+2){1'b0}};
        end
    endgenerate

    wire sticky = n[0 +: M] != {M{1'b0}} || lost != {(M+2){1'b0}};
    wire up     = Rtz == 0 && kept[0] && (kept[1] || sticky);

    // the leading one and a carry out of the fraction run into the exponent
    wire [XW-1:0]   field = kept[M+1] ? exponent : {XW{1'b0}};
    wire [XW+M-1:0] sum   = {field, {M{1'b0}}}
                          + {{(XW-1){1'b0}}, kept[M+1:1]}
                          + {{(XW+M-1){1'b0}}, up};

    localparam [E+M-1:0] Inf = {{E{1'b1}}, {M{1'b0}}};
    localparam [E+M-1:0] Nan = Fn != 0 ? {(E+M){1'b1}}
                                       : ~({(E+M){1'b1}} >> (E + 1));
    localparam [E+M-1:0] Max = (Fn != 0 ? Nan : Inf) - 1'b1;

    wire inf  = a_inf || b_inf;
    wire zero = a_zero || b_zero;
    wire tiny = zero || (Flush != 0 && under);
    wire over = !tiny && sum > {{(XW-E){1'b0}}, Max};
    wire nan  = a_nan || b_nan || (inf && zero)
              || (Fn != 0 && Saturate == 0 && over);

    assign y[E+M]     = (a_sign ^ b_sign) && !nan;
    assign y[E+M-1:0] = nan  ? Nan :
                        inf  ? Inf :
                        tiny ? {(E+M){1'b0}} :
                        over ? (Saturate != 0 || Rtz != 0 ? Max : Inf) :
                               sum[E+M-1:0];
endmodule

`default_nettype wire

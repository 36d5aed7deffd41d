// Splits a floating-point number into sign, class, exponent and significand.
//
//   x            in   bit pattern: sign, E exponent bits, M fraction bits
//   sign         out  sign bit
//   is_nan       out  not a number
//   is_inf       out  infinity; never if Fn = 1
//   is_zero      out  zero; if Flush = 1 also a subnormal
//   exponent     out  biased, signed, max(E, clog2(M+1)) + 1 bits
//   significand  out  M+1 bits, the top one set for every operand; a nonzero
//                     finite x is +-significand * 2^(exponent - bias - M) with
//                     bias = 2^(E-1) - 1
//
// Parameters: E 2..11 exponent bits; M 1..52 fraction bits;
// Fn 0: IEEE 754 kind, an exponent of all ones is an infinity or a NaN;
//    1: OCP E4M3 kind, no infinity, only all ones is a NaN;
// Flush 0: subnormals are normalised; 1: they are zeros.
// Source: IEEE 754-2019, 3.4; OCP 8-bit Floating Point Specification (OFP8).
`default_nettype none

module axmul_fp_unpack #(
    parameter integer E     = 8,
    parameter integer M     = 7,
    parameter integer Fn    = 0,
    parameter integer Flush = 0
) (
    input  wire [E+M:0]                                 x,
    output wire                                         sign,
    output wire                                         is_nan,
    output wire                                         is_inf,
    output wire                                         is_zero,
    output wire [(E > $clog2(M+1) ? E : $clog2(M+1)):0] exponent,
    output wire [M:0]                                   significand
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
    endgenerate

    localparam integer C  = $clog2(M + 1);
    localparam integer OW = (E > C ? E : C) + 1;

    wire [E-1:0] e = x[M +: E];
    wire [M-1:0] f = x[0 +: M];
    wire normal = e != {E{1'b0}};
    wire top    = e == {E{1'b1}};
    wire empty  = f == {M{1'b0}};

    assign sign    = x[E+M];
    assign is_nan  = top && (Fn != 0 ? f == {M{1'b1}} : !empty);
    assign is_inf  = top && empty && Fn == 0;
    assign is_zero = !normal && (empty || Flush != 0);

    generate
        if (Flush != 0) begin : g_flush
            assign exponent    = {{(OW-E){1'b0}}, e};
            assign significand = {1'b1, f};
        end else begin : g_gradual
            wire [C-1:0] count;
            wire [M-1:0] fraction;
            wire         unused_one;

            axmul_fp_normalize #(.W(M+1)) u_normalize (
                .x({normal, f}), .y({unused_one, fraction}), .count(count));

            // a subnormal has the scale of exponent 1
            assign exponent    = {{(OW-E){1'b0}}, e[E-1:1], e[0] || !normal}
                               - {{(OW-C){1'b0}}, count};
            // the constant lets the core shrink; zero is told by its flag
            assign significand = {1'b1, fraction};
        end
    endgenerate
endmodule

`default_nettype wire

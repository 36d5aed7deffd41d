// Minimally biased logarithmic multiplier: adds the fractions of the binary
// logarithms and a constant near the mean error, then takes the antilogarithm.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64; W 0..max(N,Nb)-2 low bits of each fraction cut off,
// the lowest kept bit being forced to one when W > 0.
// Error: both signs; relative error within -11.2 % and +7.9 % at W = 0.
// Source: H. Saadat, H. Bokhari, S. Parameswaran, IEEE TCAD 37(11), 2018,
// DOI 10.1109/TCAD.2018.2857262.
`default_nettype none

module axmul_mbm #(
    parameter integer N  = 8,
    parameter integer W  = 0,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer Full = ((N > Nb) ? N : Nb) - 1;  // fraction bits
    localparam integer F    = Full - W;                 // fraction bits kept
    localparam integer Sa   = $clog2(N);
    localparam integer Sb   = $clog2(Nb);
    localparam integer S    = ((Sa > Sb) ? Sa : Sb) + 1;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_mbm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (W < 0 || F < 1) begin : g_bad_w
            bad_parameter_mbm_needs_0_le_W_le_max_N_Nb_minus_2 u_bad ();
        end
    endgenerate

    // 5/64 in units of the lowest fraction bit kept
    localparam [Full+2:0] Scaled   = {{Full{1'b0}}, 3'd5} << Full;
    localparam [Full+2:0] Constant = Scaled >> (6 + W);
    localparam [F-1:0]    Jam      = (W > 0) ? 1 : 0;

    wire [Sa-1:0] ka;
    wire [Sb-1:0] kb;
    wire [F-1:0]  fa, fb, sum, fraction;
    wire [F:0]    corrected;
    wire          any_a, any_b, carry;

    axmul_log #(.N(N), .F(F), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(F), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));

    assign {carry, sum} = {1'b0, fa | Jam} + {1'b0, fb | Jam};

    // with a carry half of the constant is added, or nothing if that overflows
    assign corrected = {1'b0, sum} + (carry ? {1'b0, Constant[F:1]} : {1'b0, Constant[F-1:0]});
    assign fraction  = (carry & corrected[F]) ? sum : corrected[F-1:0];

    wire         live = any_a & any_b;
    wire         two  = corrected[F] & ~carry;
    wire [S-1:0] k    = {{(S-Sa){1'b0}}, ka} + {{(S-Sb){1'b0}}, kb} + {{(S-1){1'b0}}, carry};

    axmul_antilog #(.F(F), .S(S), .W(N+Nb)) u_antilog (
        .m({two, ~two, fraction} & {(F+2){live}}), .k(k), .p(p));
endmodule

`default_nettype wire

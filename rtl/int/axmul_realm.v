// Reduced-error approximate logarithmic multiplier: Mitchell's plus a constant of
// the segment that the log2 M highest bits of both fractions select; it makes
// the mean relative error of the segment zero, up to its rounding to 1/64.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero; the
// product saturates.
// Parameters: N, Nb 2..64; M 4, 8 or 16 segments of each fraction; T low bits of
// both fractions cut off, the lowest kept bit being forced to one when T > 0;
// max(N,Nb) - 1 >= 6 and >= T + log2 M.
// Error: both signs; at T = 0, before bits below one are cut off, relative error
// within -5.8 % and +5.3 % for M = 4, -3.7 % and +2.9 % for 8, -2.1 % and +1.8 %
// for 16.
// Source: H. Saadat, H. Javaid, A. Ignjatovic, S. Parameswaran, Realm:
// reduced-error approximate log-based integer multiplier, DATE 2020.
`default_nettype none

module axmul_realm #(
    parameter integer N  = 8,
    parameter integer M  = 4,
    parameter integer T  = 0,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer Full = ((N > Nb) ? N : Nb) - 1;  // fraction bits
    localparam integer L    = (M == 4) ? 2 : (M == 8) ? 3 : 4;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64 || Full < 6) begin : g_bad_width
            bad_parameter_realm_needs_2_le_N_and_Nb_le_64_and_7_le_max_N_Nb u_bad ();
        end
        if (M != 4 && M != 8 && M != 16) begin : g_bad_m
            bad_parameter_realm_needs_M_4_or_8_or_16 u_bad ();
        end
        if (T < 0 || T + L > Full) begin : g_bad_t
            bad_parameter_realm_needs_0_le_T_and_T_plus_log2_M_le_max_N_Nb_minus_1 u_bad ();
        end
    endgenerate

    localparam integer F  = Full - T;         // fraction bits kept
    localparam integer G  = (F > 7) ? F : 7;  // fraction bits of the result: half a constant has 7
    localparam integer Sa = $clog2(N);
    localparam integer Sb = $clog2(Nb);
    localparam integer S  = ((Sa > Sb) ? Sa : Sb) + 1;

    localparam [F-1:0] Jam = (T > 0) ? 1 : 0;

    // 64 times the constants, a hexadecimal digit each, a row of segments of b for
    // every segment of a; from either end the same
    localparam [1023:0] Table =
        (M == 4) ? {960'b0, 64'h1354_39C5_5C93_4531} :
        (M == 8) ? {768'b0, 256'h01122332_12457883_1469BC83_259CEB72_27BEC952_38CB9641_38875421_23322110} :
        {256'h0000111111112221_0111222334445552_0122334556778852_01234567789AA852,
         256'h12345678ABCCA741_1235689ACDEC9741_124679BCEFDB8641_13578ACEFECA7531,
         256'h1357ACEFECA87531_1468BDFECB976421_1479CEDCA9865321_147ACCBA87654321,
         256'h258AA98776543210_2588776554332210_2555444332221110_1222111111110000};

    localparam [4*M*M-1:0] Constants = Table[4*M*M-1:0];

    wire [Sa-1:0]   ka;
    wire [Sb-1:0]   kb;
    wire [F-1:0]    fa, fb, sum;
    wire            any_a, any_b, carry;
    wire [3:0]      s;
    wire [G:0]      fraction;
    wire [N+Nb-1:0] scaled;

    axmul_log #(.N(N), .F(F), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(F), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));

    assign {carry, sum} = {1'b0, fa | Jam} + {1'b0, fb | Jam};
    assign s = Constants[{fa[F-1 -: L], fb[F-1 -: L], 2'b0} +: 4];

    // with a carry the mantissa is halved, and the constant with it
    assign fraction = ({1'b0, sum, {(G-F){1'b0}}})
                    + ({{(G-4){1'b0}}, carry ? {1'b0, s} : {s, 1'b0}} << (G - 7));

    // only the largest product can pass the word
    wire         live = any_a & any_b;
    wire         two  = fraction[G];
    wire         over = two & carry & a[N-1] & b[Nb-1];
    wire [S-1:0] k    = {{(S-Sa){1'b0}}, ka} + {{(S-Sb){1'b0}}, kb} + {{(S-1){1'b0}}, carry};

    axmul_antilog #(.F(G), .S(S), .W(N+Nb)) u_antilog (
        .m({two, ~two, fraction[G-1:0]} & {(G+2){live}}), .k(k), .p(scaled));
    assign p = scaled | {(N+Nb){over}};
endmodule

`default_nettype wire

// Approximate logarithmic multiplier: Mitchell's with an adder of the binary
// logarithms whose M low bits are approximate.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64; M 0..max(N,Nb)-1 low bits of the fractions; Adder 0
// soa: ones, 1 loa: the OR of both logarithms; the carry out of them is the AND
// of the highest two; 2 maa3: the bits of b, with the highest of a as the carry.
// Error: both signs; never positive for M = 0, relative error then at least -1/9.
// Source: W. Liu, J. Xu, D. Wang, C. Wang, P. Montuschi, F. Lombardi, IEEE
// TCAS-I 65(9), 2018, 2856-2868, DOI 10.1109/TCSI.2018.2792902; maa3 as read.
`default_nettype none

module axmul_alm #(
    parameter integer N     = 8,
    parameter integer M     = 3,
    parameter integer Adder = 0,
    parameter integer Nb    = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer F  = ((N > Nb) ? N : Nb) - 1;
    localparam integer Sa = $clog2(N);
    localparam integer Sb = $clog2(Nb);
    localparam integer S  = ((Sa > Sb) ? Sa : Sb) + 1;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_alm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (M < 0 || M > F) begin : g_bad_m
            bad_parameter_alm_needs_0_le_M_le_max_N_Nb_minus_1 u_bad ();
        end
        if (Adder < 0 || Adder > 2) begin : g_bad_adder
            bad_parameter_alm_needs_0_le_Adder_le_2 u_bad ();
        end
    endgenerate

    wire [Sa-1:0]  ka;
    wire [Sb-1:0]  kb;
    wire [F-1:0]   fa, fb;
    wire           any_a, any_b;
    wire [F+S-1:0] la, lb, log;

    axmul_log #(.N(N), .F(F), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(F), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));
    assign la = {{(S-Sa){1'b0}}, ka, fa};
    assign lb = {{(S-Sb){1'b0}}, kb, fb};

    generate
        if (M == 0) begin : g_exact
            assign log = la + lb;
        end else begin : g_approximate
            // one bit more than the upper part makes the carry
            wire [F+S-M:0] sum = la[F+S-1:M-1] + {lb[F+S-1:M], (Adder == 2) ? la[M-1] : lb[M-1]};
            wire [M-1:0]   low = (Adder == 0) ? {M{1'b1}}
                               : (Adder == 1) ? la[M-1:0] | lb[M-1:0] : lb[M-1:0];
            assign log = {sum[F+S-M:1], low};
            wire unused_ok = &{1'b0, la[M-1:0], lb[M-1:0], sum[0]};
        end
    endgenerate

    wire live = any_a & any_b;
    axmul_antilog #(.F(F), .S(S), .W(N+Nb)) u_antilog (
        .m({1'b0, live, log[F-1:0] & {F{live}}}), .k(log[F +: S]), .p(p));
endmodule

`default_nettype wire

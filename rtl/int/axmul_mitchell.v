// Mitchell's logarithmic multiplier: adds the binary logarithms, with log2(1+x)
// taken as x, and takes the antilogarithm in the same way.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64.
// Error: never positive; relative error at least -1/9.
// Source: J. Mitchell, IRE Trans. Electronic Computers EC-11(4), 1962,
// 512-517, DOI 10.1109/TEC.1962.5219391.
`default_nettype none

module axmul_mitchell #(
    parameter integer N  = 8,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_mitchell_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
    endgenerate

    localparam integer F  = ((N > Nb) ? N : Nb) - 1;
    localparam integer Sa = $clog2(N);
    localparam integer Sb = $clog2(Nb);
    localparam integer S  = ((Sa > Sb) ? Sa : Sb) + 1;

    wire [Sa-1:0]  ka;
    wire [Sb-1:0]  kb;
    wire [F-1:0]   fa, fb;
    wire           any_a, any_b;
    wire [F+S-1:0] log;

    axmul_log #(.N(N), .F(F), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(F), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));
    assign log = {{(S-Sa){1'b0}}, ka, fa} + {{(S-Sb){1'b0}}, kb, fb};

    // the carry of the fractions runs into the exponent; zero has no logarithm
    wire live = any_a & any_b;
    axmul_antilog #(.F(F), .S(S), .W(N+Nb)) u_antilog (
        .m({1'b0, live, log[F-1:0] & {F{live}}}), .k(log[F +: S]), .p(p));
endmodule

`default_nettype wire

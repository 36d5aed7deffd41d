// Dynamic-range approximate logarithmic multiplier: logarithms of T-bit windows
// below the leading ones, the lowest bit forced to one where bits are cut off,
// with a carry-in of one if both operands were cut.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64; T 3..max(N,Nb) bits of the windows; Small 0 exact,
// operands below 2^T are not cut; 1 jam, they count as cut.
// Error: both signs; relative error at least -1/9 - 2^(1-T), at most 3 2^(1-T).
// Source: P. Yin, C. Wang, H. Waris, W. Liu, Y. Han, F. Lombardi, IEEE Trans.
// Sustainable Computing 6(4), 2021, 612-625, DOI 10.1109/TSUSC.2020.3004980.
`default_nettype none

module axmul_dralm #(
    parameter integer N     = 8,
    parameter integer T     = 4,
    parameter integer Small = 0,
    parameter integer Nb    = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_dralm_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (T < 3 || (T > N && T > Nb)) begin : g_bad_t
            bad_parameter_dralm_needs_3_le_T_le_max_N_Nb u_bad ();
        end
        if (Small != 0 && Small != 1) begin : g_bad_small
            bad_parameter_dralm_needs_Small_0_or_1 u_bad ();
        end
    endgenerate

    localparam integer F  = T - 1;
    localparam integer Sa = $clog2(N);
    localparam integer Sb = $clog2(Nb);
    localparam integer S  = ((Sa > Sb) ? Sa : Sb) + 1;

    wire [Sa-1:0]  ka;
    wire [Sb-1:0]  kb;
    wire [F-1:0]   fa, fb;
    wire           any_a, any_b, cut_a, cut_b;
    wire [F+S-1:0] sum;

    axmul_log #(.N(N), .F(F), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(F), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));

    generate
        if (Small == 1) begin : g_jam_a
            assign cut_a = 1'b1;
        end else if (T < N) begin : g_cut_a
            assign cut_a = |a[N-1:T];
        end else begin : g_whole_a
            assign cut_a = 1'b0;
        end
        if (Small == 1) begin : g_jam_b
            assign cut_b = 1'b1;
        end else if (T < Nb) begin : g_cut_b
            assign cut_b = |b[Nb-1:T];
        end else begin : g_whole_b
            assign cut_b = 1'b0;
        end
    endgenerate

    assign sum = {{(S-Sa){1'b0}}, ka, fa[F-1:1], fa[0] | cut_a}
               + {{(S-Sb){1'b0}}, kb, fb[F-1:1], fb[0] | cut_b};

    // two forced ones leave a zero in the lowest bit: the carry-in goes there
    wire live = any_a & any_b;
    axmul_antilog #(.F(F), .S(S), .W(N+Nb)) u_antilog (
        .m({1'b0, live, sum[F-1:1] & {(F-1){live}}, live & (sum[0] | (cut_a & cut_b))}),
        .k(sum[F +: S]), .p(p));
endmodule

`default_nettype wire

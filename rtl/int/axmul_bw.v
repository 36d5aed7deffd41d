// Baugh-Wooley multiplier with a broken array: the array without its H low rows
// and V low columns; its constants stay, also where their column is cut.
// Operands: a of N bits, b of Nb bits, p: two's complement; row i belongs to
// bit i of b.
// Parameters: N, Nb 2..64; H 0..Nb-1 rows cut; V 0..N+Nb-1 columns cut.
// Error: both signs once a cell of a sign bit is cut; modulo 2^(N+Nb).
// Sources: C. Baugh, B. Wooley, IEEE Trans. Computers C-22(12), 1973,
// 1045-1047, DOI 10.1109/T-C.1973.223648 (array); H. Mahdiani, A. Ahmadi,
// S. Fakhraie, C. Lucas, IEEE TCAS-I 57(4), 2010, DOI 10.1109/TCSI.2009.2027626.
`default_nettype none

module axmul_bw #(
    parameter integer N  = 8,
    parameter integer H  = 0,
    parameter integer V  = 0,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_bw_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (H < 0 || H > Nb - 1) begin : g_bad_h
            bad_parameter_bw_needs_0_le_H_le_Nb_minus_1 u_bad ();
        end
        if (V < 0 || V > N + Nb - 1) begin : g_bad_v
            bad_parameter_bw_needs_0_le_V_le_N_plus_Nb_minus_1 u_bad ();
        end
    endgenerate

    // rows that keep at least one cell; one row stays when there is none
    localparam integer W     = N + Nb;
    localparam integer Low   = (V - N + 1 > H) ? V - N + 1 : H;
    localparam integer First = (Low < Nb) ? Low : Nb - 1;
    localparam integer R     = Nb - First;

    // where the cells stand, and the constants
    localparam [W-1:0]       One      = {{(W-1){1'b0}}, 1'b1};
    localparam [W-1:0]       Constant = (One << (N-1)) + (One << (Nb-1)) + (One << (W-1));
    localparam [R*(W+1)-1:0] Band     = {R{{(W+1-N){1'b0}}, {N{1'b1}}}} << First;
    localparam [R*W-1:0]     Mask     = Band[R*W-1:0] & {R{{W{1'b1}} << V}};

    wire [R*W-1:0] rows;
    wire [W-1:0]   s, c;

    axmul_rows #(.N(N), .Nb(Nb), .First(First), .V(V), .L(0), .Bw(1), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));
    axmul_csa_tree #(.R(R+1), .W(W), .Mask({Constant, Mask})) u_tree (
        .rows({Constant, rows}), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire

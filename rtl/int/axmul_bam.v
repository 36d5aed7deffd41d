// Broken-array multiplier: the array without its H low rows and V low columns.
// Operands: a of N bits, b of Nb bits, unsigned; row i belongs to bit i of b.
// Parameters: N, Nb 2..64; H 0..Nb-1 rows cut; V 0..N+Nb-1 columns cut.
// Error: never positive; at worst the sum of all cells cut, at a = b = all ones.
// Source: H. Mahdiani, A. Ahmadi, S. Fakhraie, C. Lucas, IEEE TCAS-I 57(4),
// 2010, 850-862, DOI 10.1109/TCSI.2009.2027626.
`default_nettype none

module axmul_bam #(
    parameter integer N  = 8,
    parameter integer H  = 0,
    parameter integer V  = 4,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_bam_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (H < 0 || H > Nb - 1) begin : g_bad_h
            bad_parameter_bam_needs_0_le_H_le_Nb_minus_1 u_bad ();
        end
        if (V < 0 || V > N + Nb - 1) begin : g_bad_v
            bad_parameter_bam_needs_0_le_V_le_N_plus_Nb_minus_1 u_bad ();
        end
    endgenerate

    // rows that keep at least one cell; one row stays when there is none
    localparam integer W     = N + Nb;
    localparam integer Low   = (V - N + 1 > H) ? V - N + 1 : H;
    localparam integer First = (Low < Nb) ? Low : Nb - 1;

    localparam integer R     = Nb - First;

    // where the cells stand
    localparam [R*(W+1)-1:0] Band = {R{{(W+1-N){1'b0}}, {N{1'b1}}}} << First;
    localparam [R*W-1:0]     Mask = Band[R*W-1:0] & {R{{W{1'b1}} << V}};

    wire [R*W-1:0] rows;
    wire [W-1:0]   s, c;

    axmul_rows #(.N(N), .Nb(Nb), .First(First), .V(V), .L(0), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));
    axmul_csa_tree #(.R(R), .W(W), .Mask(Mask)) u_tree (.rows(rows), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire

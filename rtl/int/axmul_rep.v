// Regular error positions: the array without its low L x L corner, plus a
// compensation K made of the low L bits aL, bL of the operands.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; L 1..min(N,Nb); Comp 0 none, K = 0; 1 or, K = aL | bL;
// 2 const, K = 2^(2L-2); 3 shift, K = (aL + bL) 2^(L-2), L >= 2.
// Error: K - aL bL. None: never positive, at worst -(2^L - 1)^2; else both signs.
// Source: after Yu, Wu, Chen, Yan, Liu, IEEE TVLSI, 2024,
// DOI 10.1109/TVLSI.2024.3386900; the published circuit may differ.
`default_nettype none

module axmul_rep #(
    parameter integer N    = 8,
    parameter integer L    = 4,
    parameter integer Comp = 0,
    parameter integer Nb   = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_rep_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (L < 1 || L > N || L > Nb) begin : g_bad_l
            bad_parameter_rep_needs_1_le_L_le_min_N_Nb u_bad ();
        end
        if (Comp < 0 || Comp > 3) begin : g_bad_comp
            bad_parameter_rep_needs_0_le_Comp_le_3 u_bad ();
        end
        if (Comp == 3 && L < 2) begin : g_bad_shift
            bad_parameter_rep_needs_2_le_L_for_Comp_shift u_bad ();
        end
    endgenerate

    localparam integer W = N + Nb;

    // where the cells and the compensation stand
    localparam [Nb*(W+1)-1:0] Band   = {Nb{{(W+1-N){1'b0}}, {N{1'b1}}}};
    localparam [Nb*(W+1)-1:0] Corner = {Nb{{(W+1-L){1'b0}}, {L{1'b1}}}} & ({Nb{{(W+1){1'b1}}}} >> ((Nb-L)*(W+1)));
    localparam [Nb*W-1:0]     Low    = {Nb{{W{1'b1}}}} >> (Nb*W-L);
    localparam [Nb*W-1:0]     One    = {Nb{{W{1'b1}}}} >> (Nb*W-1);
    localparam [Nb*W-1:0]     Fill   = (Comp == 1) ? Low : (Comp == 2) ? One << ((L-1)*W + 2*L-2)
        : (Comp == 3) ? (Low << ((L-2)*W + L-2)) | (Low << ((L-1)*W + L-2)) : {Nb{{W{1'b0}}}};
    localparam [Nb*W-1:0]     Mask   = (Band[Nb*W-1:0] & ~Corner[Nb*W-1:0]) | Fill;

    wire [Nb*W-1:0] rows, filled;
    wire [W-1:0]    s, c;

    axmul_rows #(.N(N), .Nb(Nb), .First(0), .V(0), .L(L), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows));

    // rows below L are free below column row + L: the compensation goes there
    generate
        // or: the low L columns are empty, so K stands there without any addition
        if (Comp == 1) begin : g_or
            assign filled = rows | {{(Nb*W-L){1'b0}}, a[L-1:0] | b[L-1:0]};
        end else if (Comp == 2) begin : g_const
            assign filled = rows | ({{(Nb*W-1){1'b0}}, 1'b1} << ((L-1)*W + 2*L-2));
        end else if (Comp == 3) begin : g_shift
            assign filled = rows | ({{(Nb*W-L){1'b0}}, a[L-1:0]} << ((L-2)*W + L-2))
                                 | ({{(Nb*W-L){1'b0}}, b[L-1:0]} << ((L-1)*W + L-2));
        end else begin : g_none
            assign filled = rows;
        end
    endgenerate

    axmul_csa_tree #(.R(Nb), .W(W), .Mask(Mask)) u_tree (.rows(filled), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire

// What the operator * becomes before mapping: AND array, Dadda tree, final adder;
// both operands in two's complement by Baugh and Wooley's array, an operand of
// one bit and products cut to fewer bits too.
// Sources: L. Dadda, Alta Frequenza 34, 1965, 349-356; C. R. Baugh, B. A. Wooley,
// IEEE Trans. Computers C-22(12), 1973, DOI 10.1109/T-C.1973.223648.
(* techmap_celltype = "$mul" *)
module axmul_multiply (A, B, Y);
    parameter A_SIGNED = 0;
    parameter B_SIGNED = 0;
    parameter A_WIDTH = 1;
    parameter B_WIDTH = 1;
    parameter Y_WIDTH = 1;
    input  [A_WIDTH-1:0] A;
    input  [B_WIDTH-1:0] B;
    output [Y_WIDTH-1:0] Y;

    localparam integer N = A_WIDTH, Nb = B_WIDTH, W = N + Nb, Bw = (A_SIGNED && B_SIGNED) ? 1 : 0;
    wire _TECHMAP_FAIL_ = N < 2 || Nb < 2 || W > 128;

    localparam [W-1:0] One = 1;
    localparam [W-1:0] Constant = Bw ? (One << (N-1)) + (One << (Nb-1)) + (One << (W-1)) : {W{1'b0}};
    localparam [Nb*(W+1)-1:0] Band = {Nb{{(W+1-N){1'b0}}, {N{1'b1}}}};

    wire [Nb*W-1:0] rows;
    wire [W-1:0]    s, c, product;
    axmul_rows #(.N(N), .Nb(Nb), .Bw(Bw), .W(W)) u_rows (.a(A), .b(B), .rows(rows));
    axmul_csa_tree #(.R(Nb+1), .W(W), .Mask({Constant, Band[Nb*W-1:0]})) u_tree (
        .rows({Constant, rows}), .s(s), .c(c));
    assign product = s + c;

    generate
        if (Y_WIDTH <= W) begin : g_cut
            assign Y = product[Y_WIDTH-1:0];
        end else begin : g_extended
            assign Y = {{(Y_WIDTH-W){Bw ? product[W-1] : 1'b0}}, product};
        end
    endgenerate
endmodule

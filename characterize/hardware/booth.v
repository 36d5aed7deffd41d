// What the operator * becomes before mapping where it is to recode: radix-4 Booth
// rows of the narrower operand, Dadda tree, final adder. Smaller than the array of
// multiply.v from some width on, and slower; operands of fewer than four bits are
// left to that.
// Sources: O. L. MacSorley, Proc. IRE 49(1), 1961, DOI 10.1109/JRPROC.1961.287779;
// L. Dadda, Alta Frequenza 34, 1965, 349-356.
(* techmap_celltype = "$mul" *)
module axmul_multiply_booth (A, B, Y);
    parameter A_SIGNED = 0;
    parameter B_SIGNED = 0;
    parameter A_WIDTH = 1;
    parameter B_WIDTH = 1;
    parameter Y_WIDTH = 1;
    input  [A_WIDTH-1:0] A;
    input  [B_WIDTH-1:0] B;
    output [Y_WIDTH-1:0] Y;

    localparam integer Signed = (A_SIGNED && B_SIGNED) ? 1 : 0;
    localparam integer Swap   = (A_WIDTH < B_WIDTH) ? 1 : 0;
    localparam integer N      = (Swap ? B_WIDTH : A_WIDTH) + 1 - Signed;  // with a sign
    localparam integer Nb     = Swap ? A_WIDTH : B_WIDTH;
    localparam integer W      = A_WIDTH + B_WIDTH;
    localparam integer D      = Signed ? (Nb + 1)/2 : Nb/2 + 1;  // rows
    wire _TECHMAP_FAIL_ = Nb < 4 || W > 128;

    // row i: its bits at columns 2i to 2i + N, the highest complemented, which asks
    // for the constant -2^(2i+N); what negates it in row i + 1
    function [W-1:0] constant(input integer count);
        integer i;
        begin
            constant = 0;
            for (i = 0; i < count; i = i + 1)
                if (2*i + N < W) constant = constant - ({{(W-1){1'b0}}, 1'b1} << (2*i + N));
        end
    endfunction
    function [(D+1)*W-1:0] mask(input integer count);
        integer i, j;
        begin
            mask = 0;
            for (i = 0; i < count; i = i + 1) begin
                for (j = 2*i; j <= 2*i + N && j < W; j = j + 1) mask[i*W + j] = 1'b1;
                mask[(i+1)*W + 2*i] = 1'b1;
            end
        end
    endfunction
    localparam [W-1:0]       Constant = constant(D);
    localparam [(D+1)*W-1:0] Mask     = mask(D) | {Constant, {D*W{1'b0}}};

    wire [N-1:0]       x;
    wire [2*D:0]       digits;
    wire [(D+1)*W-1:0] rows;
    wire [D:0]         negs;
    wire [W-1:0]       s, c, product;

    genvar i;
    generate
        if (Swap) begin : g_swapped
            assign x      = B;
            assign digits = {Signed ? {2{A[A_WIDTH-1]}} : 2'b00, A, 1'b0};
        end else begin : g_straight
            assign x      = A;
            assign digits = {Signed ? {2{B[B_WIDTH-1]}} : 2'b00, B, 1'b0};
        end
        for (i = 0; i < D; i = i + 1) begin : g_row
            wire [N:0]   row;
            wire [W-1:0] entering = {{(W-1){1'b0}}, negs[i]} << ((i > 0) ? 2*i-2 : 0);
            axmul_booth_row #(.N(N)) u_row (.a(x), .b(digits[2*i +: 3]), .x(row), .neg(negs[i+1]));
            assign rows[i*W +: W] = ({{W{1'b0}}, ~row[N], row[N-1:0]} << (2*i)) | entering;
        end
        assign negs[0] = 1'b0;
        assign rows[D*W +: W] = Constant | ({{(W-1){1'b0}}, negs[D]} << (2*D-2));
        axmul_csa_tree #(.R(D+1), .W(W), .Mask(Mask)) u_tree (.rows(rows), .s(s), .c(c));
        assign product = s + c;

        if (Y_WIDTH <= W) begin : g_cut
            assign Y = product[Y_WIDTH-1:0];
        end else begin : g_extended
            assign Y = {{(Y_WIDTH-W){Signed ? product[W-1] : 1'b0}}, product};
        end
    endgenerate
endmodule

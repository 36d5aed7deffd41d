// What the operator * becomes before mapping: an AND array, or with BOOTH 1 radix-4
// Booth rows of the narrower operand, then Dadda tree and final adder. Booth rows are
// smaller from some width on, and slower; operands of fewer than four bits have none.
// Both operands in two's complement, an operand of one bit and products cut to fewer
// bits too; the array is then Baugh and Wooley's.
// Sources: L. Dadda, Alta Frequenza 34, 1965, 349-356; C. R. Baugh, B. A. Wooley,
// IEEE Trans. Computers C-22(12), 1973, DOI 10.1109/T-C.1973.223648; O. L. MacSorley,
// Proc. IRE 49(1), 1961, DOI 10.1109/JRPROC.1961.287779.
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

    localparam integer Signed = (A_SIGNED && B_SIGNED) ? 1 : 0;
    localparam integer W      = A_WIDTH + B_WIDTH;
    localparam integer Swap   = (A_WIDTH < B_WIDTH) ? 1 : 0;
    localparam integer Nb     = Swap ? A_WIDTH : B_WIDTH;
    localparam integer N      = (Swap ? B_WIDTH : A_WIDTH) + 1 - Signed;  // with a sign
    localparam integer D      = Signed ? (Nb + 1)/2 : Nb/2 + 1;           // Booth rows
    wire _TECHMAP_FAIL_ = Nb < 2 || W > 128;

    // Booth row i: its bits at columns 2i to 2i + N, the highest complemented, which asks
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
    wire [W-1:0] s, c, product;
    assign product = s + c;

    genvar i;
    generate
        if (`BOOTH && Nb >= 4) begin : g_booth
            localparam [W-1:0]       Constant = constant(D);
            localparam [(D+1)*W-1:0] Mask     = mask(D) | {Constant, {D*W{1'b0}}};
            wire [N-1:0]       x;
            wire [2*D:0]       digits;
            wire [(D+1)*W-1:0] rows;
            wire [D:0]         negs;
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
        end else begin : g_array
            localparam [W-1:0] One = 1;
            localparam [W-1:0] Constant =
                Signed ? (One << (A_WIDTH-1)) + (One << (B_WIDTH-1)) + (One << (W-1)) : {W{1'b0}};
            localparam [B_WIDTH*(W+1)-1:0] Band = {B_WIDTH{{(W+1-A_WIDTH){1'b0}}, {A_WIDTH{1'b1}}}};
            wire [B_WIDTH*W-1:0] rows;
            axmul_rows #(.N(A_WIDTH), .Nb(B_WIDTH), .Bw(Signed), .W(W)) u_rows (.a(A), .b(B), .rows(rows));
            axmul_csa_tree #(.R(B_WIDTH+1), .W(W), .Mask({Constant, Band[B_WIDTH*W-1:0]})) u_tree (
                .rows({Constant, rows}), .s(s), .c(c));
        end

        if (Y_WIDTH <= W) begin : g_cut
            assign Y = product[Y_WIDTH-1:0];
        end else begin : g_extended
            assign Y = {{(Y_WIDTH-W){Signed ? product[W-1] : 1'b0}}, product};
        end
    endgenerate
endmodule

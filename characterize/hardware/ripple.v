// What sums, differences and comparisons become where their carries are to ripple: the smallest adders, which are full
// adders of the library where it has any. Yosys' own techmap builds prefix adders.
(* techmap_celltype = "$alu" *)
module axmul_ripple (A, B, CI, BI, X, Y, CO);
    parameter A_SIGNED = 0;
    parameter B_SIGNED = 0;
    parameter A_WIDTH = 1;
    parameter B_WIDTH = 1;
    parameter Y_WIDTH = 1;
    input  [A_WIDTH-1:0] A;
    input  [B_WIDTH-1:0] B;
    input  CI, BI;
    output [Y_WIDTH-1:0] X, Y, CO;

    wire [Y_WIDTH-1:0] a, b, c;
    \$pos #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .Y_WIDTH(Y_WIDTH)) u_a (.A(A), .Y(a));
    \$pos #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .Y_WIDTH(Y_WIDTH)) u_b (.A(B), .Y(b));
    assign X  = a ^ b ^ {Y_WIDTH{BI}};
    assign Y  = X ^ c;
    assign CO = (a & (b ^ {Y_WIDTH{BI}})) | (X & c);

    genvar i;
    generate
        for (i = 0; i < Y_WIDTH; i = i + 1) begin : g_carries
            if (i == 0) begin : g_first
                assign c[i] = CI;
            end else begin : g_next
                assign c[i] = CO[i-1];
            end
        end
    endgenerate
endmodule

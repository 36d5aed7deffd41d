// Reduces R rows of W bits to two rows s and c with the same sum modulo 2^W.
// Parameters: R >= 1 rows, W >= 1 bits a row; row i is rows[i*W +: W].
// A queue of rows: every step takes the three oldest rows and appends their
// sum and carry rows, which is a Wallace tree of R-2 rows of full adders.
// Source: C. Wallace, A suggestion for a fast multiplier, IEEE Trans.
// Electronic Computers EC-13(1), 1964, DOI 10.1109/PGEC.1964.263830.
`default_nettype none

module axmul_csa_tree #(
    parameter integer R = 8,
    parameter integer W = 16
) (
    input  wire [R*W-1:0] rows,
    output wire [W-1:0]   s,
    output wire [W-1:0]   c
);
    localparam integer Total = (R > 2) ? 3*R - 4 : 2;

    genvar i;
    generate
        for (i = 0; i < Total; i = i + 1) begin : g_row
            localparam integer Step  = (i - R) / 2;
            localparam integer First = (i < R) ? 0 : 3*Step;
            wire [W-1:0] x;
            if (i < R) begin : g_in
                assign x = rows[i*W +: W];
            end else if (R < 2) begin : g_none
                assign x = {W{1'b0}};
            end else if ((i - R) % 2 == 0) begin : g_sum
                assign x = g_row[First].x ^ g_row[First+1].x ^ g_row[First+2].x;
            end else begin : g_carry
                // majority, one column up; a carry out of the word is lost
                assign x = ((g_row[First].x & g_row[First+1].x)
                         | ((g_row[First].x ^ g_row[First+1].x) & g_row[First+2].x)) << 1;
            end
        end
    endgenerate

    assign s = g_row[Total-2].x;
    assign c = g_row[Total-1].x;
endmodule

`default_nettype wire

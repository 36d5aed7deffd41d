// Reduces R rows of W bits to two rows s and c with the same sum modulo 2^W.
// Parameters: R 1..200 rows, W >= 1 bits a row; row i is rows[i*W +: W]; Mask in
// the same places: a row's bit whose Mask is 0 is taken as zero and costs nothing.
// Each stage brings all columns down to the next of the heights ..., 9, 6, 4, 3,
// 2 with no adder more than that takes; the bits that are ready late go last.
// Above 2048 bits, where that takes long to elaborate, a queue of whole rows:
// every step takes the three oldest and appends their sum and carry rows.
// Sources: L. Dadda, Alta Frequenza 34, 1965, 349-356; C. Wallace, IEEE Trans.
// Electronic Computers EC-13(1), 1964, DOI 10.1109/PGEC.1964.263830.
`default_nettype none

module axmul_csa_tree #(
    parameter integer   R    = 8,
    parameter integer   W    = 16,
    parameter [R*W-1:0] Mask = {R{{W{1'b1}}}}
) (
    input  wire [R*W-1:0] rows,
    output wire [W-1:0]   s,
    output wire [W-1:0]   c
);
    // bits of each column in the rows below row i: bit k of column q's number
    // is bit (8i+k)W+q; i = R gives the heights
    function [8*(R+1)*W-1:0] count(input [R*W-1:0] mask);
        integer i, k;
        reg [W-1:0] carry, old;
        begin
            count = 0;
            for (i = 0; i < R; i = i + 1) begin
                carry = mask[i*W +: W];
                for (k = 0; k < 8; k = k + 1) begin
                    old = count[(8*i+k)*W +: W];
                    count[(8*i+8+k)*W +: W] = old ^ carry;
                    carry = old & carry;
                end
            end
        end
    endfunction

    // height of column x
    function integer height(input [8*W-1:0] heights, input integer x);
        height = {24'd0, heights[7*W + x], heights[6*W + x], heights[5*W + x], heights[4*W + x],
                  heights[3*W + x], heights[2*W + x], heights[W + x], heights[x]};
    endfunction

    // height of all columns n stages before the end
    function integer target(input integer n);
        integer i;
        begin
            target = 2;
            for (i = 0; i < n; i = i + 1) target = target + target/2;
        end
    endfunction

    function integer stages(input [8*W-1:0] heights);
        integer x;
        begin
            stages = 0;
            for (x = 0; x < W; x = x + 1)
                while (target(stages) < height(heights, x)) stages = stages + 1;
        end
    endfunction

    localparam integer         Plain  = (R*W > 2048) ? 1 : 0;
    localparam [8*(R+1)*W-1:0] Below  = count((Plain != 0) ? {R{{W{1'b0}}}} : Mask);
    localparam integer         Stages = stages(Below[8*R*W +: 8*W]);

    // {carries in, height} of every column in every stage
    function [16*W*(Stages+1)-1:0] plan(input [8*W-1:0] heights);
        integer i, x, t, n, carries;
        begin
            for (x = 0; x < W; x = x + 1) begin
                n = height(heights, x);
                plan[16*x +: 16] = {8'd0, n[7:0]};
            end
            for (i = 0; i < Stages; i = i + 1) begin
                t = target(Stages - 1 - i);
                carries = 0;
                for (x = 0; x < W; x = x + 1) begin
                    plan[16*(i*W + x) + 8 +: 8] = carries[7:0];
                    n = {24'd0, plan[16*(i*W + x) +: 8]} + carries;
                    carries = (n > t) ? (n - t + 1) / 2 : 0;
                    if (n > t) n = t;
                    plan[16*((i+1)*W + x) +: 16] = {8'd0, n[7:0]};
                end
            end
        end
    endfunction

    localparam [16*W*(Stages+1)-1:0] Plan = plan(Below[8*R*W +: 8*W]);

    wire unused_rows = &{1'b0, rows};

    genvar i, q, r;
    generate
        if (Plain != 0) begin : g_plain
            localparam integer Total = 3*R - 4;
            wire [R*W-1:0] kept = rows & Mask;
            for (i = 0; i < Total; i = i + 1) begin : g_row
                localparam integer Step  = (i - R) / 2;
                localparam integer First = (i < R) ? 0 : 3*Step;
                wire [W-1:0] x;
                if (i < R) begin : g_in
                    assign x = kept[i*W +: W];
                end else if ((i - R) % 2 == 0) begin : g_sum
                    assign x = g_row[First].x ^ g_row[First+1].x ^ g_row[First+2].x;
                end else begin : g_carry
                    // majority, one column up; a carry out of the word is lost
                    assign x = ((g_row[First].x & g_row[First+1].x)
                             | ((g_row[First].x ^ g_row[First+1].x) & g_row[First+2].x)) << 1;
                end
            end
            assign s = g_row[Total-2].x;
            assign c = g_row[Total-1].x;
        end else begin : g_dadda
            for (i = 0; i <= Stages; i = i + 1) begin : g_stage
                localparam integer    Size = target(Stages - i);
                localparam [16*W-1:0] Now  = Plan[16*W*i +: 16*W];
                localparam [16*W-1:0] Last = Plan[16*W*((i > 0) ? i-1 : 0) +: 16*W];
                for (q = 0; q < W; q = q + 1) begin : g_column
                    // the bits of the column, from the low end of v
                    localparam integer H = {24'd0, Now[16*q +: 8]};
                    wire [Size-1:0] v;
                    if (H < Size) begin : g_zero
                        assign v[Size-1:H] = {(Size-H){1'b0}};
                    end
                    if (i > 0) begin : g_add
                        localparam integer Old   = {24'd0, Last[16*q +: 8]};
                        localparam integer Enter = {24'd0, Last[16*q+8 +: 8]};
                        localparam integer Drop  = (Old + Enter > Size) ? Old + Enter - Size : 0;
                        localparam integer Full  = Drop / 2;
                        localparam integer Adds  = (Drop + 1) / 2;
                        localparam integer Kept  = Old - Drop - Adds;

                        if (Adds > 0) begin : g_out
                            wire [Adds-1:0] sum, carry;
                            if (Full > 0) begin : g_full
                                wire [Full-1:0] x = g_stage[i-1].g_column[q].v[0 +: Full];
                                wire [Full-1:0] y = g_stage[i-1].g_column[q].v[Full +: Full];
                                wire [Full-1:0] z = g_stage[i-1].g_column[q].v[2*Full +: Full];
                                wire [Full-1:0] h = x ^ y;
                                assign sum[Full-1:0]   = h ^ z;
                                assign carry[Full-1:0] = (x & y) | (h & z);
                            end
                            if (Adds > Full) begin : g_half
                                wire [1:0] x = g_stage[i-1].g_column[q].v[3*Full +: 2];
                                assign sum[Full]   = ^x;
                                assign carry[Full] = &x;
                            end
                            assign v[Kept+Enter +: Adds] = sum;
                            if (q == W - 1) begin : g_lost
                                wire unused_carry = &{1'b0, carry};
                            end
                        end
                        if (Kept > 0) begin : g_kept
                            assign v[0 +: Kept] = g_stage[i-1].g_column[q].v[Old-Kept +: Kept];
                        end
                        if (Enter > 0) begin : g_enter
                            assign v[Kept +: Enter] = g_stage[i].g_column[q-1].g_add.g_out.carry;
                        end
                    end
                    wire unused_ok = &{1'b0, v};
                end
            end

            for (r = 0; r < R; r = r + 1) begin : g_row
                localparam [W-1:0]   Used  = Mask[r*W +: W];
                localparam [8*W-1:0] Place = Below[8*W*r +: 8*W];
                for (q = 0; q < W; q = q + 1) begin : g_bit
                    if (Used[q]) begin : g_used
                        assign g_stage[0].g_column[q].v[{24'd0, Place[7*W+q], Place[6*W+q], Place[5*W+q], Place[4*W+q],
                            Place[3*W+q], Place[2*W+q], Place[W+q], Place[q]}] = rows[r*W + q];
                    end
                end
            end
            for (q = 0; q < W; q = q + 1) begin : g_out
                assign s[q] = g_stage[Stages].g_column[q].v[0];
                assign c[q] = g_stage[Stages].g_column[q].v[1];
            end
        end
    endgenerate
endmodule

`default_nettype wire

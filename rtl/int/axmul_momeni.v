// Multiplier of approximate 4:2 compressors: they reduce the columns below C,
// exact ones the others; full and half adders and the final adder are exact.
// Operands: a, b of N bits, unsigned; 0 x 0 need not be 0.
// Parameters: N 4, 8, 16, 32 or 64; Design 1 or 2, the compressor; C 0..2N.
// Error: both signs; exact for C = 0.
// Source: A. Momeni, J. Han, P. Montuschi, F. Lombardi, IEEE TC 64(4), 2015,
// 984-994, DOI 10.1109/TC.2014.2308214 (compressors; the order in the columns
// is axmul's own).
`default_nettype none

module axmul_momeni #(
    parameter integer N      = 8,
    parameter integer Design = 1,
    parameter integer C      = N - 1
) (
    input  wire [N-1:0]   a,
    input  wire [N-1:0]   b,
    output wire [2*N-1:0] p
);
    generate
        if (N != 4 && N != 8 && N != 16 && N != 32 && N != 64) begin : g_bad_width
            bad_parameter_momeni_needs_N_4_8_16_32_or_64 u_bad ();
        end
        if (Design < 1 || Design > 2) begin : g_bad_design
            bad_parameter_momeni_needs_1_le_Design_le_2 u_bad ();
        end
        if (C < 0 || C > 2*N) begin : g_bad_c
            bad_parameter_momeni_needs_0_le_C_le_2N u_bad ();
        end
    endgenerate

    localparam integer W      = 2*N;
    localparam integer Stages = $clog2(N) - 1;

    // a column in a stage: a queue of its bits and the carries that enter it;
    // compressors, then full adders, then half adders take from its front, as
    // many as bring the height, with the couts that enter, to N/2, N/4, ..., 2.
    // 48 bits a column: {half, full, compressors, couts in, carries in, bits}
    function [48*W*(Stages+1)-1:0] plan(input integer n);
        integer i, q, queue, excess, carries, couts, comp, full, half;
        begin
            plan = 0;
            for (q = 0; q < W - 1; q = q + 1) begin
                queue = (q < n) ? q + 1 : W - 1 - q;
                plan[48*q +: 8] = queue[7:0];
            end
            for (i = 0; i < Stages; i = i + 1) begin
                carries = 0;
                couts = 0;
                for (q = 0; q < W; q = q + 1) begin
                    queue = {24'd0, plan[48*(i*W + q) +: 8]} + carries;
                    excess = queue + couts - (n >> (i + 1));
                    comp = 0;
                    full = 0;
                    while (excess >= 3 && queue >= 4) begin
                        // a cout that enters goes into the compressor, too
                        excess = excess - ((comp < couts) ? 4 : 3);
                        queue = queue - 4;
                        comp = comp + 1;
                    end
                    while (excess >= 2 && queue >= 3) begin
                        excess = excess - 2;
                        queue = queue - 3;
                        full = full + 1;
                    end
                    half = (excess >= 1 && queue >= 2) ? 1 : 0;
                    queue = queue - 2*half;
                    queue = queue + comp + full + half + ((couts > comp) ? couts - comp : 0);
                    plan[48*(i*W + q) + 8 +: 40] = {half[7:0], full[7:0], comp[7:0], couts[7:0], carries[7:0]};
                    plan[48*((i+1)*W + q) +: 8] = queue[7:0];
                    carries = comp + full + half;
                    couts = (Design == 2 && q < C) ? 0 : comp;
                end
            end
        end
    endfunction

    localparam [48*W*(Stages+1)-1:0] Plan = plan(N);

    genvar i, q, m;
    generate
        for (i = 0; i <= Stages; i = i + 1) begin : g_stage
            localparam integer       Size = N >> i;
            localparam [48*W-1:0]    Now  = Plan[48*W*i +: 48*W];
            // column q is v[q*Size +: Size], filled from its low end
            wire [W*Size-1:0] v;
            wire unused_v = &{1'b0, v};

            if (i == 0) begin : g_cells
                for (q = 0; q < W; q = q + 1) begin : g_column
                    localparam integer Row = (q < N) ? 0 : q - N + 1;
                    for (m = 0; m < N; m = m + 1) begin : g_cell
                        if (Row + m < N && Row + m <= q) begin : g_and
                            assign v[q*N + m] = a[q-Row-m] & b[Row+m];
                        end else begin : g_none
                            assign v[q*N + m] = 1'b0;
                        end
                    end
                end
            end

            if (i < Stages) begin : g_reduce
                for (q = 0; q < W; q = q + 1) begin : g_column
                    localparam integer Bits    = {24'd0, Now[48*q +: 8]};
                    localparam integer Carries = {24'd0, Now[48*q + 8 +: 8]};
                    localparam integer Couts   = {24'd0, Now[48*q + 16 +: 8]};
                    localparam integer Comp    = {24'd0, Now[48*q + 24 +: 8]};
                    localparam integer Full    = {24'd0, Now[48*q + 32 +: 8]};
                    localparam integer Half    = {24'd0, Now[48*q + 40 +: 8]};
                    localparam integer Cells   = Comp + Full + Half;
                    localparam integer Used    = 4*Comp + 3*Full + 2*Half;
                    localparam integer Left    = Bits + Carries - Used;
                    localparam integer Over    = (Couts > Comp) ? Couts - Comp : 0;
                    localparam integer Height  = Cells + Left + Over;
                    localparam integer To      = q*(Size/2);

                    wire [2*Size-1:0] queue;
                    wire [Size:0]     sum, carry, cout;
                    wire unused_ok = &{1'b0, queue, sum, carry, cout};

                    if (Bits > 0) begin : g_bits
                        assign queue[0 +: Bits] = g_stage[i].v[q*Size +: Bits];
                    end
                    if (Carries > 0) begin : g_carries
                        assign queue[Bits +: Carries] = g_column[q-1].carry[0 +: Carries];
                    end
                    assign queue[2*Size-1 : Bits+Carries] = {(2*Size-Bits-Carries){1'b0}};

                    for (m = 0; m < Cells; m = m + 1) begin : g_cell
                        if (m < Comp) begin : g_comp
                            wire cin;
                            if (m < Couts) begin : g_cin
                                assign cin = g_column[q-1].cout[m];
                            end else begin : g_none
                                assign cin = 1'b0;
                            end
                            axmul_compressor #(.Kind((q < C) ? Design : 0)) u_comp (
                                .x(queue[4*m +: 4]), .cin(cin), .sum(sum[m]), .carry(carry[m]), .cout(cout[m]));
                        end else if (m < Comp + Full) begin : g_full
                            wire [2:0] x = queue[Comp + 3*m +: 3];
                            wire       h = x[0] ^ x[1];
                            assign sum[m]   = h ^ x[2];
                            assign carry[m] = h ? x[2] : x[0];
                            assign cout[m]  = 1'b0;
                        end else begin : g_half
                            wire [1:0] x = queue[2*Comp + Full + 2*m +: 2];
                            assign sum[m]   = ^x;
                            assign carry[m] = &x;
                            assign cout[m]  = 1'b0;
                        end
                    end
                    assign sum[Size:Cells]   = {(Size+1-Cells){1'b0}};
                    assign carry[Size:Cells] = {(Size+1-Cells){1'b0}};
                    assign cout[Size:Cells]  = {(Size+1-Cells){1'b0}};

                    // the next stage: sums, the rest of the queue, the rest of the couts
                    if (Cells > 0) begin : g_sums
                        assign g_stage[i+1].v[To +: Cells] = sum[0 +: Cells];
                    end
                    if (Left > 0) begin : g_left
                        assign g_stage[i+1].v[To + Cells +: Left] = queue[Used +: Left];
                    end
                    if (Over > 0) begin : g_over
                        assign g_stage[i+1].v[To + Cells + Left +: Over] = g_column[q-1].cout[Comp +: Over];
                    end
                    if (Height < Size/2) begin : g_zero
                        assign g_stage[i+1].v[To + Height +: Size/2 - Height] = {(Size/2 - Height){1'b0}};
                    end
                end
            end
        end
    endgenerate

    wire [W-1:0] s, c;
    generate
        for (q = 0; q < W; q = q + 1) begin : g_out
            assign s[q] = g_stage[Stages].v[2*q];
            assign c[q] = g_stage[Stages].v[2*q + 1];
        end
    endgenerate
    assign p = s + c;
endmodule

`default_nettype wire

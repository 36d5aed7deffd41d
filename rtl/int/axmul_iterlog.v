// Iterative logarithmic multiplier: the basic block 2^(ka+kb) + ra 2^kb + rb 2^ka
// of the residues ra = a - 2^ka, rb = b - 2^kb, added up over the operands and
// the residues of C corrections; together a b - R(a) R(b), R without the C+1
// highest ones.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; C 0..max(N,Nb)-1 corrections.
// Error: never positive, -R(a) R(b); relative error above -4^-(C+1).
// Source: Z. Babic, A. Avramovic, P. Bulic, Microprocessors and Microsystems
// 35(1), 2011, 23-33, DOI 10.1016/j.micpro.2010.07.001.
`default_nettype none

module axmul_iterlog #(
    parameter integer N  = 8,
    parameter integer C  = 1,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_iterlog_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (C < 0 || (C > N - 1 && C > Nb - 1)) begin : g_bad_c
            bad_parameter_iterlog_needs_0_le_C_le_max_N_Nb_minus_1 u_bad ();
        end
    endgenerate

    localparam integer W = N + Nb;

    // blocks that can be live: an operand of N bits has N ones at most
    localparam integer Min    = (N < Nb) ? N : Nb;
    localparam integer Blocks = (C < Min) ? C + 1 : Min;

    // many blocks cost more than one array
    localparam integer Array = (Blocks > 1 && 3*Blocks*W > N*Nb) ? 1 : 0;

    genvar i;
    generate
        for (i = 0; i <= Blocks; i = i + 1) begin : g_residue
            // operands without their i highest ones
            wire [N-1:0]  ra;
            wire [Nb-1:0] rb;
            if (i == 0) begin : g_operands
                assign ra = a;
                assign rb = b;
            end else begin : g_next
                wire [N-1:0]  ma;
                wire [Nb-1:0] mb;
                axmul_below #(.N(N)) u_below_a (.x(g_residue[i-1].ra), .m(ma));
                axmul_below #(.N(Nb)) u_below_b (.x(g_residue[i-1].rb), .m(mb));
                assign ra = g_residue[i-1].ra & ma;
                assign rb = g_residue[i-1].rb & mb;
            end
        end
    endgenerate

    generate
        if (Array != 0) begin : g_array
            // a cell of the array is left out where both of its bits are in the residues
            wire [Nb*W-1:0] rows;
            wire [W-1:0]    s, c;
            wire [N-1:0]    ha = a & ~g_residue[Blocks].ra;
            wire [Nb-1:0]   hb = b & ~g_residue[Blocks].rb;
            for (i = 0; i < Nb; i = i + 1) begin : g_row
                assign rows[i*W +: W] = {{Nb{1'b0}}, (ha & {N{b[i]}}) | (a & {N{hb[i]}})} << i;
            end
            axmul_csa_tree #(.R(Nb), .W(W)) u_tree (.rows(rows), .s(s), .c(c));
            assign p = s + c;
        end else begin : g_blocks
            wire [2*Blocks*W-1:0] rows;
            wire [W-1:0]          s, c;
            for (i = 0; i < Blocks; i = i + 1) begin : g_block
                wire [N-1:0]  da = g_residue[i].ra & ~g_residue[i+1].ra;
                wire [Nb-1:0] db = g_residue[i].rb & ~g_residue[i+1].rb;
                // 2^ka b and 2^kb ra: the residue of one operand alone
                axmul_scale #(.N(Nb), .D(N), .W(W)) u_a (
                    .x(g_residue[i].rb), .d(da), .y(rows[2*i*W +: W]));
                axmul_scale #(.N(N), .D(Nb), .W(W)) u_b (
                    .x(g_residue[i+1].ra), .d(db), .y(rows[(2*i+1)*W +: W]));
            end
            axmul_csa_tree #(.R(2*Blocks), .W(W)) u_tree (.rows(rows), .s(s), .c(c));
            assign p = s + c;
        end
    endgenerate
endmodule

`default_nettype wire

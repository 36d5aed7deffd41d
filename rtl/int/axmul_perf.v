// Partial-product perforation: the array without the rows J to J+K-1.
// Operands: a of N bits, b of Nb bits, unsigned; row i belongs to bit i of b.
// Parameters: N, Nb 2..64; J 0..Nb-1 first row cut; K 1..Nb-J rows cut.
// Error: never positive; a times the bits of b that are cut.
// Source: G. Zervakis, K. Tsoumanis, S. Xydis, D. Soudris, K. Pekmestzi, IEEE
// TVLSI 24(10), 2016, 3105-3117, DOI 10.1109/TVLSI.2016.2535398.
`default_nettype none

module axmul_perf #(
    parameter integer N  = 8,
    parameter integer J  = 0,
    parameter integer K  = 2,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer W = N + Nb;
    localparam integer R = (K < Nb) ? Nb - K : 1;

    genvar i;
    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_perf_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (J < 0 || J > Nb - 1) begin : g_bad_j
            bad_parameter_perf_needs_0_le_J_le_Nb_minus_1 u_bad ();
        end
        if (K < 1 || J + K > Nb) begin : g_bad_k
            bad_parameter_perf_needs_1_le_K_le_Nb_minus_J u_bad ();
        end

        if (K < Nb) begin : g_array
            // rows from J on stand K columns higher than their number says
            localparam [R*(W+1)-1:0] Band = {R{{(W+1-N){1'b0}}, {N{1'b1}}}};
            localparam [R*(W+1)-1:0] Up   = Band << K;
            localparam [R*W-1:0]     High = {R{{W{1'b1}}}} << (J*W);

            wire [R*W-1:0] rows;
            wire [W-1:0]   s, c;

            for (i = 0; i < R; i = i + 1) begin : g_row
                localparam integer Bit = (i < J) ? i : i + K;
                assign rows[i*W +: W] = {{(W-N){1'b0}}, a & {N{b[Bit]}}} << Bit;
            end
            axmul_csa_tree #(.R(R), .W(W), .Mask((Band[R*W-1:0] & ~High) | (Up[R*W-1:0] & High))) u_tree (
                .rows(rows), .s(s), .c(c));
            assign p = s + c;
        end else begin : g_nothing
            wire unused_a = &{1'b0, a};
            assign p = {W{1'b0}};
        end
    endgenerate

    wire unused_ok = &{1'b0, b};
endmodule

`default_nettype wire

// Column-truncated multiplier: the array without its K low columns, plus a
// correction; the sum saturates, then its output bits below R are dropped.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb 2..64; K 0..N+Nb-1; R K..N+Nb-1; Corr 0 none, 1 const (the
// mean of what is cut), 2 var (the highest cut column is added to column K).
// Error: none: never positive, at worst -((K-1) 2^K + 1) for K <= N, Nb and
// R = K; const and var: both signs.
// Sources: M. Schulte, E. Swartzlander, VLSI Signal Processing VI, 1993,
// DOI 10.1109/VLSISP.1993.404467 (const); E. King, E. Swartzlander, Asilomar
// 1997, DOI 10.1109/ACSSC.1997.679090 (var).
`default_nettype none

module axmul_trunc #(
    parameter integer N    = 8,
    parameter integer K    = 4,
    parameter integer R    = K,
    parameter integer Corr = 0,
    parameter integer Nb   = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer P = N + Nb;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_trunc_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (K < 0 || K > P - 1) begin : g_bad_k
            bad_parameter_trunc_needs_0_le_K_le_N_plus_Nb_minus_1 u_bad ();
        end
        if (R < K || R > P - 1) begin : g_bad_r
            bad_parameter_trunc_needs_K_le_R_le_N_plus_Nb_minus_1 u_bad ();
        end
        if (Corr < 0 || Corr > 2) begin : g_bad_corr
            bad_parameter_trunc_needs_0_le_Corr_le_2 u_bad ();
        end
    endgenerate

    // the sum can pass P bits only if a rounding constant lies above all operand bits
    localparam integer Round = (R > K && (Corr == 1 || (Corr == 2 && K > 0))) ? 1 : 0;
    localparam integer Sat   = (Round != 0 && R > N && R > Nb) ? 1 : 0;
    localparam integer W     = P + Sat;

    // Dropped is the sum of all cut cells; a quarter of it is their mean
    localparam integer Ka     = (K < N)  ? K : N;
    localparam integer Kb     = (K < Nb) ? K : Nb;
    localparam integer Height = Ka + Kb + 1 - K;
    localparam [P+8:0] One      = 1;
    localparam [P+8:0] Dropped  = ({{(P+1){1'b0}}, Height[7:0]} << K) - (One << Ka) - (One << Kb) + One;
    localparam [P+8:0] Half     = (Round != 0) ? 0 : One << (K + 1);
    localparam [P+8:0] Mean     = (Corr == 1) ? ((Dropped + Half) >> (K + 2)) << K : 0;
    localparam [P+8:0] Constant = Mean + ((Round != 0) ? (One << R) >> 1 : 0);

    // rows that keep at least one cell, then the cells of column K-1, a full
    // adder for every three of them, then the constant
    localparam integer Low    = (K - N + 1 > 0) ? K - N + 1 : 0;
    localparam integer First  = (Low < Nb) ? Low : Nb - 1;
    localparam integer Array  = Nb - First;
    localparam integer Lowest = (K > N) ? K - N : 0;
    localparam integer Again  = (Corr == 2) ? Kb - Lowest : 0;
    localparam integer Thirds = (Again + 2) / 3;
    localparam integer Extra  = (Constant != 0) ? 1 : 0;
    localparam integer Rows   = Array + Thirds + Extra;

    // where the bits of the rows stand
    localparam [Rows*(W+1)-1:0] Band  = {Rows{{(W+1-N){1'b0}}, {N{1'b1}}}} << First;
    localparam [Rows*W-1:0]     Cells = {Rows{{W{1'b1}}}} >> ((Rows-Array)*W);
    localparam [Rows*W-1:0]     Top   = {Rows{{W{1'b1}}}} << ((Rows-1)*W);
    localparam [Rows*W-1:0]     Pair  = {Rows{{{(W-2){1'b0}}, 2'b11} << K}};
    localparam [Rows*W-1:0]     Const = {Rows{Constant[W-1:0]}};
    localparam [Rows*W-1:0]     Mask  = (Extra != 0)
        ? (Band[Rows*W-1:0] & {Rows{{W{1'b1}} << K}} & Cells) | (Pair & ~Cells & ~Top) | (Const & Top)
        : (Band[Rows*W-1:0] & {Rows{{W{1'b1}} << K}} & Cells) | (Pair & ~Cells);

    wire [Rows*W-1:0] rows;
    wire [W-1:0]      s, c, sum;
    wire [P-1:0]      kept;

    axmul_rows #(.N(N), .Nb(Nb), .First(First), .V(K), .L(0), .W(W)) u_rows (
        .a(a), .b(b), .rows(rows[0 +: Array*W]));

    genvar i;
    generate
        // cells of column K-1 from the lowest row up, then zeros
        for (i = 0; i < 3*Thirds; i = i + 1) begin : g_cell
            wire x;
            if (i < Again) begin : g_again
                assign x = a[K-1-Lowest-i] & b[Lowest+i];
            end else begin : g_none
                assign x = 1'b0;
            end
        end
        // sum into column K, carry into column K+1 of one row
        for (i = 0; i < Thirds; i = i + 1) begin : g_third
            wire x = g_cell[3*i].x ^ g_cell[3*i+1].x;
            wire y = (g_cell[3*i].x & g_cell[3*i+1].x) | (x & g_cell[3*i+2].x);
            assign rows[(Array+i)*W +: W] = {{(W-2){1'b0}}, y, x ^ g_cell[3*i+2].x} << K;
        end
        if (Extra != 0) begin : g_constant
            assign rows[(Array+Thirds)*W +: W] = Constant[W-1:0];
        end
    endgenerate

    // a carry out of the product saturates it before its low bits are dropped
    axmul_csa_tree #(.R(Rows), .W(W), .Mask(Mask)) u_tree (.rows(rows), .s(s), .c(c));
    assign sum = s + c;

    generate
        if (Sat != 0) begin : g_saturate
            assign kept = sum[P-1:0] | {P{sum[W-1]}};
        end else begin : g_fits
            assign kept = sum[P-1:0];
        end
    endgenerate

    assign p = kept & ({P{1'b1}} << R);
endmodule

`default_nettype wire

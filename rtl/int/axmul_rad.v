// High-radix hybrid Booth multiplier: the low K bits of b are one signed digit,
// rounded to the nearest of 0 and +-2^(K-4..K-1) (ties away from zero); the
// higher bits are exact radix-4 Booth digits.
// Operands: a of N bits, b of Nb bits, p: two's complement.
// Parameters: N 2..64; Nb 6..64; K 4..Nb-2, even.
// Error: both signs; a times the rounding error of the digit.
// Source: V. Leon, G. Zervakis, D. Soudris, K. Pekmestzi, IEEE TVLSI 26(3), 2018,
// 421-430, DOI 10.1109/TVLSI.2017.2767858.
`default_nettype none

module axmul_rad #(
    parameter integer N  = 8,
    parameter integer K  = 6,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    generate
        if (N < 2 || N > 64 || Nb < 6 || Nb > 64) begin : g_bad_width
            bad_parameter_rad_needs_2_le_N_le_64_and_6_le_Nb_le_64 u_bad ();
        end
        if (K < 4 || K > Nb - 2 || K % 2 != 0) begin : g_bad_k
            bad_parameter_rad_needs_even_4_le_K_le_Nb_minus_2 u_bad ();
        end
    endgenerate

    localparam integer W = N + Nb;
    localparam integer D = (Nb - K + 1) / 2;

    // the low digit in units of half the smallest step, rounded towards zero
    wire [4:0] top;
    wire       sticky;
    generate
        if (K > 4) begin : g_five
            assign top = b[K-1 -: 5];
        end else begin : g_four
            assign top = {b[3:0], 1'b0};
        end
        if (K > 5) begin : g_sticky
            assign sticky = |b[K-6:0];
        end else begin : g_whole
            assign sticky = 1'b0;
        end
    endgenerate

    wire       sign = top[4];
    wire [4:0] size = (top ^ {5{sign}}) + {4'd0, sign & ~sticky};
    wire       ge12 = size >= 5'd12;
    wire       ge6  = size >= 5'd6;
    wire       ge3  = size >= 5'd3;
    wire       ge1  = |size;

    // its row: a times 1, 2, 4 or 8 or zero, then the sign
    wire [N+2:0] wide = {{3{a[N-1]}}, a};
    wire [N+2:0] low  = ((wide & {(N+3){ge1 & ~ge3}}) | ((wide << 1) & {(N+3){ge3 & ~ge6}})
                      | ((wide << 2) & {(N+3){ge6 & ~ge12}}) | ((wide << 3) & {(N+3){ge12}})) ^ {(N+3){sign}};

    // digit i: its bits at columns K+2i to K+2i + N; all highest bits complemented,
    // which asks for a constant; then the row of the low digit, negs, constant
    localparam [D*(W+2)-1:0] Band     = {D{{(W+1-N){1'b0}}, {(N+1){1'b1}}}} << K;
    localparam [W-1:0]       LowMask  = {{(W-N-3){1'b0}}, {(N+3){1'b1}}} << (K-4);
    localparam [W-1:0]       One      = {{(W-1){1'b0}}, 1'b1};
    localparam [2*W-1:0]     Evens    = {W{2'b01}};
    localparam [W-1:0]       NegMask  = (One << (K-4)) | ((Evens[W-1:0] << K) & ~({W{1'b1}} << (K+2*D)));
    localparam [W-1:0]       Tops     = (Evens[W-1:0] << (N+K)) + (One << (N+K-2));
    localparam [W-1:0]       Constant = -Tops;

    wire [D*W-1:0] rows;
    wire [Nb:0]    extended = {b[Nb-1], b};
    wire [W-1:0]   negs;
    wire [W-1:0]   low_row = {{(W-N-3){1'b0}}, ~low[N+2], low[N+1:0]} << (K-4);
    wire [W-1:0]   s, c;
    wire           unused_ok = &{1'b0, extended};

    genvar i;
    generate
        for (i = 0; i < W; i = i + 1) begin : g_neg
            if (i == K - 4) begin : g_low
                assign negs[i] = sign;
            end else if (i < K || i >= K + 2*D || (i - K) % 2 != 0) begin : g_none
                assign negs[i] = 1'b0;
            end
        end
        for (i = 0; i < D; i = i + 1) begin : g_row
            wire [N:0] x;
            axmul_booth_row #(.N(N), .Low(0), .Kind(1)) u_row (
                .a(a), .b(extended[K-1+2*i +: 3]), .x(x), .neg(negs[K + 2*i]));
            assign rows[i*W +: W] = {{(W-N-1){1'b0}}, ~x[N], x[N-1:0]} << (K + 2*i);
        end
    endgenerate

    axmul_csa_tree #(.R(D+3), .W(W), .Mask({Constant, NegMask, LowMask, Band[D*W-1:0]})) u_tree (
        .rows({Constant, negs, low_row, rows}), .s(s), .c(c));
    assign p = s + c;
endmodule

`default_nettype wire

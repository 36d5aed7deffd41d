// Radix-4 Booth multiplier with regular error positions: row i is d_i 4^i times
// a without its k_i low bits, the highest of which is set instead, where d_i is
// the Booth digit of b, k_i = max(T, C - 2i) in the R low rows and T in the
// others. A cut row needs no carry where it is negative: -(x + 1/2) = ~x + 1/2.
// Operands: a, b of N bits, two's complement; p of 2N bits.
// Parameters: N even, 2..64; C 0..N-1; R 0..N/2; T 0..N-1.
// Error: both signs; its mean is -1/4 if row 0 is cut.
// Source: axmul; errors at regular positions after Yu, Wu, Chen, Yan, Liu, IEEE
// TVLSI 32(6), 2024, DOI 10.1109/TVLSI.2024.3386900.
`default_nettype none

module axmul_brep #(
    parameter integer N = 8,
    parameter integer C = 5,
    parameter integer R = 2,
    parameter integer T = 0
) (
    input  wire [N-1:0]   a,
    input  wire [N-1:0]   b,
    output wire [2*N-1:0] p
);
    generate
        if (N < 2 || N > 64 || N % 2 != 0) begin : g_bad_width
            bad_parameter_brep_needs_even_N_2_to_64 u_bad ();
        end
        if (C < 0 || C > N - 1) begin : g_bad_c
            bad_parameter_brep_needs_0_le_C_le_N_minus_1 u_bad ();
        end
        if (R < 0 || R > N/2) begin : g_bad_r
            bad_parameter_brep_needs_0_le_R_le_half_N u_bad ();
        end
        if (T < 0 || T > N - 1) begin : g_bad_t
            bad_parameter_brep_needs_0_le_T_le_N_minus_1 u_bad ();
        end
    endgenerate

    localparam integer W    = 2*N;
    localparam integer D    = N/2;    // rows
    localparam integer V    = W + 2;  // from a bit of a row to its place in the next
    localparam integer Half = (C + 1)/2;

    // rows from First up are whole, and carry where they are negative
    localparam integer First = (T > 0) ? D : (R < Half) ? R : Half;
    localparam integer Lo    = (T > 0) ? T - 1 : 0;

    // the bits that exist: N+1 of each row, its half bit lowest, less what lies
    // below column C-1 in the R low rows; the carry of the row below
    localparam [D*V-1:0] One    = 1;
    localparam [V-1:0]   Line   = ({{(V-1){1'b0}}, 1'b1} << (N + 1)) - ({{(V-1){1'b0}}, 1'b1} << Lo);
    localparam [W-1:0]   Left   = (C > 1) ? ({{(W-1){1'b0}}, 1'b1} << (C - 1)) - {{(W-1){1'b0}}, 1'b1} : {W{1'b0}};
    localparam [D*V-1:0] Lines  = {D{Line}};
    localparam [D*V-1:0] Lefts  = {{(D*V-D*W){1'b0}}, {D{Left}}} & ((One << R*W) - One);
    localparam [D*V-1:0] Marks  = {D{{{(V-1){1'b0}}, 1'b1}}};
    localparam [D*V-1:0] Below  = (One << First*V) | ((One << First*V) - One);
    localparam [D*V-1:0] All    = (Lines & ~Lefts) | ((Marks & ~Below) >> 2);
    // what extends the signs of all rows, and the carry of the highest row
    localparam [W-1:0]   Signs  = {{(N/2){2'b10}}, {N{1'b0}}} | ({{(W-1){1'b0}}, 1'b1} << N);
    localparam [W-1:0]   Top    = (First < D) ? {{(W-1){1'b0}}, 1'b1} << (N - 2) : {W{1'b0}};

    // for the tree: the highest row first, the others, this one last
    localparam [D*W-1:0] Low    = {D*W{1'b1}} >> W;
    localparam [D*W-1:0] Rows   = ((All[D*W-1:0] & Low) << W) | (All[D*W-1:0] >> (D-1)*W);
    localparam [(D+1)*W-1:0] Mask = {Signs | Top, Rows};

    wire [N:0]         bits = {b, 1'b0};
    wire [(D+1)*W-1:0] rows;
    wire [W-1:0]       s, c;

    genvar i;
    generate
        for (i = 0; i < D; i = i + 1) begin : g_row
            localparam integer K     = (i < R && C - 2*i > T) ? C - 2*i : T;
            localparam integer Place = (i < D - 1) ? i + 1 : 0;

            wire h   = bits[2*i+2];
            wire l   = bits[2*i+1];
            wire m   = bits[2*i];
            wire one = l ^ m;
            wire two = (h & ~l & ~m) | (~h & l & m);

            // a from bit K up; below it the bit that is set, or what an inversion shifts in
            wire [N-K:0]   y = {a[N-1:K] ^ {(N-K){h}}, (K > 0) ? 1'b1 : h};
            wire [N-K+1:0] q = ({y[N-K], y} & {(N-K+2){one}}) | ({y, 1'b0} & {(N-K+2){two}});

            wire [W-1:0] row, carry;
            if (K > 0) begin : g_cut
                assign row = {{(W-N+K-2){1'b0}}, ~q[N-K+1], q[N-K:0]} << (2*i + K - 1);
            end else begin : g_whole
                assign row = {{(W-N-1){1'b0}}, ~q[N+1], q[N:1]} << (2*i);
                wire unused_ok = &{1'b0, q[0]};
            end
            if (i > First) begin : g_carry
                assign carry = {{(W-1){1'b0}}, bits[2*i] & ~(bits[2*i-1] & bits[2*i-2])} << (2*i - 2);
            end else begin : g_none
                assign carry = {W{1'b0}};
            end
            assign rows[Place*W +: W] = row | carry;
        end
    endgenerate

    assign rows[D*W +: W] = Signs | (Top & {W{bits[N] & ~(bits[N-1] & bits[N-2])}});

    axmul_csa_tree #(.R(D+1), .W(W), .Mask(Mask)) u_tree (.rows(rows), .s(s), .c(c));
    assign p = s + c;

    wire unused_ok = &{1'b0, a};
endmodule

`default_nettype wire

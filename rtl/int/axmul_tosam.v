// Truncation- and rounding-based scalable multiplier: with operands 2^k (1 + x),
// 1 + x + y + x y is taken with fractions of T bits in the sum, and of H bits
// with a forced one below them in the product.
// Operands: a of N bits, b of Nb bits, unsigned; zero if either is zero.
// Parameters: N, Nb 2..64; H 0..max(N,Nb)-1; T H+1..2 max(N,Nb).
// Error: both signs; mean relative error 3.95 % for H = 1, T = 5 and 1.05 % for
// H = 3, T = 7 at 16 bits; powers of two are not exact: 2^(-2H-2) is added.
// Source: S. Vahdat, M. Kamal, A. Afzali-Kusha, M. Pedram, IEEE TVLSI 27(5),
// 2019, 1161-1173, DOI 10.1109/TVLSI.2018.2890712.
`default_nettype none

module axmul_tosam #(
    parameter integer N  = 8,
    parameter integer H  = 1,
    parameter integer T  = 5,
    parameter integer Nb = N
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer Full = ((N > Nb) ? N : Nb) - 1;    // fraction bits
    localparam integer K    = (T < Full) ? T : Full;      // kept in the sum
    localparam integer F    = (K > 2*H + 2) ? K : 2*H + 2;
    localparam integer W    = F + 2;
    localparam integer Sa   = $clog2(N);
    localparam integer Sb   = $clog2(Nb);
    localparam integer S    = ((Sa > Sb) ? Sa : Sb) + 1;

    generate
        if (N < 2 || N > 64 || Nb < 2 || Nb > 64) begin : g_bad_width
            bad_parameter_tosam_needs_2_le_N_and_Nb_le_64 u_bad ();
        end
        if (H < 0 || H > Full) begin : g_bad_h
            bad_parameter_tosam_needs_0_le_H_le_max_N_Nb_minus_1 u_bad ();
        end
        if (T < H + 1 || T > 2*Full + 2) begin : g_bad_t
            bad_parameter_tosam_needs_H_plus_1_le_T_le_2_max_N_Nb u_bad ();
        end
    endgenerate

    wire [Sa-1:0] ka;
    wire [Sb-1:0] kb;
    wire [K-1:0]  fa, fb;
    wire [W-1:0]  one, sum, m;
    wire          any_a, any_b;

    axmul_log #(.N(N), .F(K), .S(Sa)) u_log_a (.x(a), .k(ka), .f(fa), .any(any_a));
    axmul_log #(.N(Nb), .F(K), .S(Sb)) u_log_b (.x(b), .k(kb), .f(fb), .any(any_b));

    // 1 + x + y
    assign one = {{(W-1){1'b0}}, 1'b1};
    assign sum = (({{(W-K){1'b0}}, fa} + {{(W-K){1'b0}}, fb}) << (F - K)) + (one << F);

    generate
        if (H == 0) begin : g_one
            // the product is the constant 1/4
            assign m = sum + (one << (F - 2));
        end else begin : g_product
            wire [2*H+1:0] product;
            axmul_exact #(.N(H+1), .Nb(H+1)) u_core (
                .a({fa[K-1 -: H], 1'b1}), .b({fb[K-1 -: H], 1'b1}), .p(product));
            assign m = sum + ({{(W-2*H-2){1'b0}}, product} << (F - 2*H - 2));
        end
    endgenerate

    wire         live = any_a & any_b;
    wire [S-1:0] k    = {{(S-Sa){1'b0}}, ka} + {{(S-Sb){1'b0}}, kb};
    axmul_antilog #(.F(F), .S(S), .W(N+Nb)) u_antilog (.m(m & {W{live}}), .k(k), .p(p));
endmodule

`default_nettype wire

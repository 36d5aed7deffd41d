// Binary logarithm of x > 0 as x = 2^k (1 + f / 2^F): the fraction f keeps the
// highest F bits below the leading one, filled up with zeros on the right.
// Output any is one if x is not 0; k and f mean nothing otherwise.
// Parameters: N >= 2 bits of x; F >= 1 bits of f; S = log2 N rounded up.
`default_nettype none

module axmul_log #(
    parameter integer N = 8,
    parameter integer F = N - 1,
    parameter integer S = $clog2(N)
) (
    input  wire [N-1:0] x,
    output wire [S-1:0] k,
    output wire [F-1:0] f,
    output wire         any
);
    localparam integer T = 1 << S;
    // x with its leading one at bit T-1
    wire [T-1:0] y;

    axmul_lod #(.N(N), .S(S)) u_lod (.x(x), .k(k), .any(any));
    // ~k = T-1-k places bring the leading one to bit T-1
    axmul_shift #(.W(T), .S(S), .Right(0), .Big(1)) u_shift (
        .x({{(T-N){1'b0}}, x}), .n(~k), .y(y));

    generate
        if (F < T) begin : g_cut
            assign f = y[T-2 -: F];
        end else begin : g_pad
            assign f = {y[T-2:0], {(F-T+1){1'b0}}};
        end
    endgenerate

    wire unused_ok = &{1'b0, y};
endmodule

`default_nettype wire

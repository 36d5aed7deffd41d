// The K bits of x that start at its leading one, with the lowest forced to
// one where bits are cut off below them; x itself where x < 2^K.
// Parameters: N >= 2 bits of x; K 2..N bits of the window w; S bits of the
// shift s, the number of bits cut off, at least enough for N-K.
`default_nettype none

module axmul_window #(
    parameter integer N = 8,
    parameter integer K = 4,
    parameter integer S = 3
) (
    input  wire [N-1:0] x,
    output wire [K-1:0] w,
    output wire [S-1:0] s
);
    generate
        if (K < N) begin : g_cut
            wire [N-1:0] y;
            wire         any;

            // the leading one of x above bit K-1 sets the shift
            axmul_lod #(.N(N-K+1), .S(S)) u_lod (.x({x[N-1:K], 1'b1}), .k(s), .any(any));
            axmul_shift #(.W(N), .S(S), .Right(1), .Big(1)) u_shift (.x(x), .n(s), .y(y));
            // a cut value is half a unit too low on average, the forced one mends it
            assign w = {y[K-1:1], y[0] | (|s)};

            wire unused_ok = &{1'b0, any, y};
        end else begin : g_whole
            assign w = x;
            assign s = {S{1'b0}};
        end
    endgenerate
endmodule

`default_nettype wire

// Shifts a word left until its top bit is set.
//
//   x      in   the word, W bits
//   y      out  x << count
//   count  out  number of leading zeros, clog2(W) bits; of x = 0 any value
//
// Parameters: W 2..128.
`default_nettype none

module axmul_fp_normalize #(
    parameter integer W = 16
) (
    input  wire [W-1:0]         x,
    output wire [W-1:0]         y,
    output wire [$clog2(W)-1:0] count
);
    generate
        if (W < 2 || W > 128) begin : g_bad_w
            bad_parameter_fp_normalize_needs_2_le_W_le_128 u_bad ();
        end
    endgenerate

    localparam integer S = $clog2(W);
    localparam integer T = 1 << S;

    // With x on top of a word of T bits the inverted index is the count.
    wire [T-1:0] padded;
    wire [S-1:0] index;
    wire         unused_any;

    generate
        if (T > W) begin : g_pad
            assign padded = {x, {(T-W){1'b0}}};
        end else begin : g_full
            assign padded = x;
        end
    endgenerate

    axmul_lod #(.N(T), .S(S)) u_lod (.x(padded), .k(index), .any(unused_any));
    assign count = ~index;
    axmul_shift #(.W(W), .S(S), .Right(0), .Big(1)) u_shift (
        .x(x), .n(count), .y(y));
endmodule

`default_nettype wire

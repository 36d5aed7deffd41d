// Static segment of x: x itself where x < 2^M, otherwise x without its low Q
// bits where x < 2^(M+Q), otherwise without 2 Q bits, and so on up to Steps Q.
// Operands: x of N bits below 2^(M + Steps Q).
// Parameters: N >= 2; M >= 1; Q >= 1; Steps 1 or 2. The segment y has K bits,
// the lesser of N and M; s is a thermometer: s[i] is one if more than i Q bits
// are cut off.
`default_nettype none

module axmul_segment #(
    parameter integer N     = 8,
    parameter integer M     = 4,
    parameter integer Q     = 4,
    parameter integer Steps = 1,
    parameter integer K     = (M < N) ? M : N
) (
    input  wire [N-1:0]     x,
    output wire [K-1:0]     y,
    output wire [Steps-1:0] s
);
    genvar i;
    generate
        for (i = 0; i <= Steps; i = i + 1) begin : g_step
            // the choice among the segments 0..i
            wire [K-1:0] v;
            if (i == 0) begin : g_first
                assign v = x[K-1:0];
            end else if (M + (i-1)*Q >= N) begin : g_never
                assign s[i-1] = 1'b0;
                assign v = g_step[i-1].v;
            end else begin : g_more
                localparam integer Top = (K + i*Q < N) ? K + i*Q : N;
                wire [K-1:0] part = {{(K+i*Q-Top){1'b0}}, x[Top-1:i*Q]};
                assign s[i-1] = |x[N-1:M+(i-1)*Q];
                assign v = s[i-1] ? part : g_step[i-1].v;
            end
        end
    endgenerate

    assign y = g_step[Steps].v;
endmodule

`default_nettype wire

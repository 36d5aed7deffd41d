// Multiplies by a power of two: y = x d, its low W bits, for d zero or a power
// of two. A shifter of radix 4: each digit of the exponent, lowest first, selects
// one of four places; its four select lines are ORs of bits of d.
// Operands: x of N bits, unsigned.
// Parameters: N >= 1; D >= 2 bits of d; W >= N bits of y.
`default_nettype none

module axmul_scale #(
    parameter integer N = 8,
    parameter integer D = 8,
    parameter integer W = N + D
) (
    input  wire [N-1:0] x,
    input  wire [D-1:0] d,
    output wire [W-1:0] y
);
    localparam integer Digits = ($clog2(D) + 1) / 2;
    localparam integer Size   = 1 << (2 * Digits);

    localparam [Size:0] One = 1;
    localparam [Size:0] All = (One << Size) - One;

    genvar i, j;
    generate
        for (i = 0; i <= Digits; i = i + 1) begin : g_digit
            wire [W-1:0] v;
            if (i == 0) begin : g_in
                assign v = {{(W-N){1'b0}}, x};
            end else begin : g_select
                localparam integer Step = 1 << (2 * (i - 1));
                wire [4*W-1:0] place;
                for (j = 0; j < 4; j = j + 1) begin : g_place
                    // ones at the exponents with digit j
                    localparam [Size:0] Mask = (All / ((One << (4*Step)) - One)) * (((One << Step) - One) << (j*Step));
                    wire [W-1:0] moved = g_digit[i-1].v << (j*Step);
                    assign place[j*W +: W] = moved & {W{|(d & Mask[D-1:0])}};
                end
                assign v = (place[0 +: W] | place[W +: W]) | (place[2*W +: W] | place[3*W +: W]);
            end
        end
    endgenerate

    assign y = g_digit[Digits].v;
endmodule

`default_nettype wire

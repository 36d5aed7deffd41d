// One row of a radix-4 Booth array: x + neg = d a, x in two's complement, with
// the digit d = -2 b[2] + b[1] + b[0]. Its Low low bits are approximate: they
// leave out the shifted multiple (Kind 1), and the zero too (Kind 2).
// Operands: a of N bits, two's complement; b three neighbouring bits.
// Parameters: N >= 2; Low 0..N+1; Kind 1 or 2.
// Source: W. Liu, L. Qian, C. Wang, H. Jiang, J. Han, F. Lombardi, IEEE TC 66(8),
// 2017, 1435-1441, DOI 10.1109/TC.2017.2672976 (Kind 1, 2).
`default_nettype none

module axmul_booth_row #(
    parameter integer N    = 8,
    parameter integer Low  = 0,
    parameter integer Kind = 1
) (
    input  wire [N-1:0] a,
    input  wire [2:0]   b,
    output wire [N:0]   x,
    output wire         neg
);
    localparam [N:0] Approx = ~({(N+1){1'b1}} << Low);
    localparam [N:0] Same   = (Kind == 2) ? Approx : {(N+1){1'b0}};

    wire one = b[1] ^ b[0];
    wire two = ~one & (b[2] ^ b[1]);
    wire [N:0] flipped = {a[N-1], a} ^ {(N+1){b[2]}};
    wire [N:0] doubled = {flipped[N-1:0], b[2]};

    assign x   = (flipped & ({(N+1){one}} | Same)) | (doubled & {(N+1){two}} & ~Approx);
    assign neg = b[2] & ~(b[1] & b[0]);
endmodule

`default_nettype wire

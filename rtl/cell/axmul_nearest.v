// Nearest power of two of x: x = d + q - neg 2^N with d a power of two, or zero
// if x is 0; 3 2^i goes up to 2^(i+2), but x = 3 goes to Three.
// Parameters: N >= 2 bits of x; Three 2 or 4. d has N+1 bits, and so has up, ones
// at the place of d and above.
`default_nettype none

module axmul_nearest #(
    parameter integer N     = 8,
    parameter integer Three = 4
) (
    input  wire [N-1:0] x,
    output wire [N:0]   d,
    output wire [N-1:0] q,
    output wire         neg,
    output wire [N:0]   up
);
    localparam [N-1:0] First = (Three == 2) ? 2 : 0;

    wire [N-1:0] m, one, rise;

    axmul_below #(.N(N)) u_below (.x(x), .m(m));
    // the leading one moves up if the bit below it is one
    assign one  = x & ~m;
    assign rise = one & (x << 1) & ~First;
    assign neg  = |rise;
    assign d    = {rise, 1'b0} | {1'b0, one & ~rise};

    // a negative residue has ones from the leading one up
    assign q  = (x & m) | (~m & {N{neg}});
    assign up = ~({1'b0, m} | ({m, 1'b1} & {(N+1){neg}}));
endmodule

`default_nettype wire

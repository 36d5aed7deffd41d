// Product of operands of which one is rounded to a power of two each time:
// p = r(a) b + r(b) a - r(a) r(b) = r(b) a + r(a) (b - r(b)), r(x) the nearest
// power of two, r(0) = 0, r(3) = Three.
// Operands: a of N bits, b of Nb bits, unsigned.
`default_nettype none

module axmul_rounded #(
    parameter integer N     = 8,
    parameter integer Nb    = N,
    parameter integer Three = 4
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer W = N + Nb;

    wire [N:0]    da, up_a;
    wire [Nb:0]   db, up_b;
    wire [N-1:0]  qa;
    wire [Nb-1:0] qb;
    wire          neg_a, neg_b;
    wire [W-1:0]  first, second, high;

    axmul_nearest #(.N(N), .Three(Three)) u_a (.x(a), .d(da), .q(qa), .neg(neg_a), .up(up_a));
    axmul_nearest #(.N(Nb), .Three(Three)) u_b (.x(b), .d(db), .q(qb), .neg(neg_b), .up(up_b));

    axmul_scale #(.N(N), .D(Nb+1), .W(W)) u_first (.x(a), .d(db), .y(first));
    axmul_scale #(.N(Nb), .D(N+1), .W(W)) u_second (.x(qb), .d(da), .y(second));

    // the ones of a negative residue above its Nb bits
    assign high = {up_a[N-1:0], {Nb{1'b0}}} & {W{neg_b & |a}};
    assign p = first + (second | high);

    wire unused_ok = &{1'b0, qa, neg_a, up_a, up_b};
endmodule

`default_nettype wire

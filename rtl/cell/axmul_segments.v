// Exact product of static segments of both operands, put back in its place.
// Operands: a of N bits, b of Nb bits, unsigned.
// Parameters: N, Nb >= 2; segments of at most M >= 1 bits that start at one of
// the places 0, Q, ... Steps Q, the lowest that holds all ones; Q >= 1; Steps 1
// or 2.
`default_nettype none

module axmul_segments #(
    parameter integer N     = 8,
    parameter integer Nb    = N,
    parameter integer M     = 4,
    parameter integer Q     = 4,
    parameter integer Steps = 1
) (
    input  wire [N-1:0]    a,
    input  wire [Nb-1:0]   b,
    output wire [N+Nb-1:0] p
);
    localparam integer W  = N + Nb;
    localparam integer La = (M < N)  ? M : N;
    localparam integer Lb = (M < Nb) ? M : Nb;
    localparam integer Ka = (La < 2) ? 2 : La;  // the array needs two bits
    localparam integer Kb = (Lb < 2) ? 2 : Lb;

    wire [La-1:0]      ya;
    wire [Lb-1:0]      yb;
    wire [Steps-1:0]   sa, sb;
    wire [Ka+Kb-1:0]   core;
    wire [2*Steps-1:0] s;
    wire [2*Steps:0]   place;

    axmul_segment #(.N(N), .M(M), .Q(Q), .Steps(Steps)) u_segment_a (.x(a), .y(ya), .s(sa));
    axmul_segment #(.N(Nb), .M(M), .Q(Q), .Steps(Steps)) u_segment_b (.x(b), .y(yb), .s(sb));
    axmul_exact #(.N(Ka), .Nb(Kb)) u_core (
        .a({{(Ka-La){1'b0}}, ya}), .b({{(Kb-Lb){1'b0}}, yb}), .p(core));

    // the sum of two thermometers, then its highest place alone
    genvar i;
    generate
        if (Steps == 1) begin : g_one
            assign s = {sa & sb, sa | sb};
        end else begin : g_two
            assign s = {sa[1] & sb[1], (sa[0] & sb[1]) | (sa[1] & sb[0]),
                        sa[1] | sb[1] | (sa[0] & sb[0]), sa[0] | sb[0]};
        end
        for (i = 0; i <= 2*Steps; i = i + 1) begin : g_place
            wire [W-1:0] v;
            if (i == 0) begin : g_low
                assign place[0] = ~s[0];
                assign v = {{(W-Ka-Kb){1'b0}}, core} & {W{place[0]}};
            end else begin : g_high
                if (i < 2*Steps) begin : g_inner
                    assign place[i] = s[i-1] & ~s[i];
                end else begin : g_last
                    assign place[i] = s[i-1];
                end
                assign v = g_place[i-1].v | (({{(W-Ka-Kb){1'b0}}, core} << (i*Q)) & {W{place[i]}});
            end
        end
    endgenerate

    assign p = g_place[2*Steps].v;
endmodule

`default_nettype wire

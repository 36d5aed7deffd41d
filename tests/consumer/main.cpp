#include <axmul/axmul.hpp>
#include <axmul/spec.hpp>
#include <cstdio>

#include "other.hpp"

namespace {

int failures = 0;

void expect(bool ok, char const* what) {
  if (ok) return;
  std::fprintf(stderr, "consumer: not so: %s\n", what);
  ++failures;
}

}  // namespace

#define EXPECT(condition) expect(condition, #condition)

constexpr axmul::drum mul{16, 6};
static_assert(mul(1000u, 1000u) == 1016064u);

int main() {
  EXPECT(product("drum:n=16,k=6", 1000, 1000) == 1016064);
  EXPECT(product("exact:n=32", 0xffffffff, 0xffffffff) == 0xfffffffe00000001);
  EXPECT(product("mitchell:n=8", 3, 3) == 8);
  EXPECT(static_cast<std::int64_t>(product("exact:n=8@signed", static_cast<std::uint64_t>(-3), 5)) == -15);
  EXPECT(product("exact@fp16", 0x3c00, 0xc000) == 0xc000);
  EXPECT(canonical("drum:k=6,n=16") == "drum:n=16,k=6");
  EXPECT(axmul::to_string(axmul::parse<axmul::drum>("drum:k=6,n=16")) == canonical("drum:n=16,k=6"));
  axmul::fp const half{axmul::bf16, axmul::exact{}};
  EXPECT(half(1.5f, 2.5f) == 3.75f);
  EXPECT(address_of_formats() == static_cast<void const*>(axmul::named_formats));  // one object, not one for each unit
  try {
    product("drumm", 1, 1);
    EXPECT(false && "a bad spec is refused");
  } catch (axmul::bad_spec const&) {
  }
  return failures == 0 ? 0 : 1;
}

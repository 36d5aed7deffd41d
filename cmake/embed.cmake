# embed(TARGET target FILES name=path ...): compiles files into the target, found at run time by embedded(name).
function(embed)
  cmake_parse_arguments(EMBED "" "TARGET" "FILES" ${ARGN})
  set(assembly "")
  set(rows "")
  set(paths "")
  set(index 0)
  foreach(entry IN LISTS EMBED_FILES)
    string(REGEX MATCH "^([^=]*)=(.*)$" _ "${entry}")
    set(name "${CMAKE_MATCH_1}")
    set(path "${CMAKE_MATCH_2}")
    string(APPEND assembly
           "__asm__(\".section .rodata\\naxmul_embedded_${index}:\\n.incbin \\\"${path}\\\"\\naxmul_embedded_${index}_end:\\n.previous\\n\");\n"
           "extern \"C\" const char axmul_embedded_${index}[], axmul_embedded_${index}_end[];\n")
    string(APPEND rows "    {\"${name}\", axmul_embedded_${index}, axmul_embedded_${index}_end},\n")
    list(APPEND paths "${path}")
    math(EXPR index "${index} + 1")
  endforeach()
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/embedded_files.cpp")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT
"#include \"src/support/embedded.hpp\"
${assembly}
namespace axmul::tools {
embedded_file const embedded_files[] = {
${rows}};
std::size_t const embedded_file_count = ${index};
}  // namespace axmul::tools
")
  set_source_files_properties("${generated}" PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${EMBED_TARGET} PRIVATE "${generated}")
endfunction()

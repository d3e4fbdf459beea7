namespace Gantry.Dicom.Text;

/// <summary>A defined term of Specific Character Set: its G0 and G1 at the start of a value, or a whole encoding that takes no code extensions.</summary>
/// <param name="Term">As the standard spells it without code extensions, or with where there is no other.</param>
/// <param name="Extended">The spelling that announces code extensions; null for whole encodings.</param>
/// <param name="G0">The set in G0 that the term names.</param>
/// <param name="G1">The set in G1 that the term names.</param>
/// <param name="WholeCodePage">Code page of UTF-8, GB18030 or GBK; 0 for ISO 2022 sets.</param>
internal sealed record CharacterSetTerm(string Term, string? Extended, CodeElement? G0, CodeElement? G1, int WholeCodePage = 0)
{
    /// <summary>Two bytes a character: never value 1 by the standard (PS3.3 C.12.1.1.2).</summary>
    public bool IsDoubleByte => G0?.IsDoubleByte == true || G1?.IsDoubleByte == true;
}

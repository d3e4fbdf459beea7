namespace Gantry.Dicom.Text;

/// <summary>Specific Character Set (0008,0005): decoding and encoding of text with ISO 2022 code extensions (PS3.5 6.1, PS3.3 C.12.1.1.2).</summary>
public sealed class SpecificCharacterSet
{
    public static SpecificCharacterSet Default => throw new NotImplementedException();

    public static SpecificCharacterSet Utf8 => throw new NotImplementedException();

    /// <summary>The set that the values of (0008,0005) name. A wrong term falls back and is told in <see cref="Findings"/>.</summary>
    public static SpecificCharacterSet FromTerms(IReadOnlyList<string> terms) => throw new NotImplementedException();

    public IReadOnlyList<string> Terms => throw new NotImplementedException();

    /// <summary>What was wrong with the terms; empty when all are defined.</summary>
    public IReadOnlyList<string> Findings => throw new NotImplementedException();

    /// <summary>Decodes a value field. <paramref name="vr"/> says where code extensions are reset (PS3.5 6.1.2.5.3: at '\', and '^' and '=' in PN). Never throws; undecodable bytes become U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, Vr vr) => throw new NotImplementedException();

    /// <summary>Encodes text; characters that no set of the terms holds become '?' and <paramref name="isExact"/> false.</summary>
    public byte[] Encode(string text, Vr vr, out bool isExact) => throw new NotImplementedException();
}

using System.Buffers;

namespace Gantry.Dicom.Text;

/// <summary>Encodes text with the sets that the terms name, switching by escapes, and back to the first before every delimiter and the end (PS3.5 6.1.2.5.3).</summary>
internal sealed class Iso2022Encoder
{
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly CodeElement g0;
    private readonly CodeElement? g1;
    private readonly IReadOnlyList<CodeElement> extensions;
    private CodeElement low;
    private CodeElement? high;

    public Iso2022Encoder(CodeElement g0, CodeElement? g1, IReadOnlyList<CodeElement> extensions)
    {
        (this.g0, this.g1, this.extensions) = (g0, g1, extensions);
        (low, high) = (g0, g1);
    }

    public bool IsExact { get; private set; } = true;

    public byte[] Encode(string text, string delimiters)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < ' ' || delimiters.Contains(c, StringComparison.Ordinal))
            {
                Restore();
                Put((byte)c);
            }
            else if (!TryPut(c, delimiters))
            {
                IsExact = false;
                _ = TryPut('?', delimiters);
                i += char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 1 : 0;
            }
        }

        Restore();
        return output.WrittenSpan.ToArray();
    }

    private bool TryPut(char c, string delimiters) =>
        TryPut(c, low, delimiters) || (high is not null && TryPut(c, high, delimiters)) || TryPut(c, g0, delimiters) || (g1 is not null && TryPut(c, g1, delimiters)) || TryExtensions(c, delimiters);

    private bool TryExtensions(char c, string delimiters)
    {
        foreach (CodeElement extension in extensions)
        {
            if (TryPut(c, extension, delimiters))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryPut(char c, CodeElement set, string delimiters)
    {
        // A code that reads as a delimiter (YEN SIGN at 5C) cannot stand in text.
        if (!set.TryEncode(c, out ushort code) || (!set.IsG1 && !set.IsDoubleByte && c != (char)code && delimiters.Contains((char)code, StringComparison.Ordinal)))
        {
            return false;
        }

        Use(set);
        int bit = set.IsG1 ? 0x80 : 0;
        if (set.IsDoubleByte)
        {
            Put((byte)((code >> 8) | bit));
        }

        Put((byte)(code | bit));
        return true;
    }

    private void Restore()
    {
        Use(g0);
        if (g1 is not null)
        {
            Use(g1);
        }

        // With no set in G1 by the first term a delimiter takes the present one away, without an escape.
        high = g1;
    }

    private void Use(CodeElement set)
    {
        if (set == (set.IsG1 ? high : low))
        {
            return;
        }

        output.Write(set.Escape);
        (low, high) = set.IsG1 ? (low, set) : (set, high);
    }

    private void Put(byte b)
    {
        output.GetSpan(1)[0] = b;
        output.Advance(1);
    }
}

using System.Buffers.Binary;

namespace Gantry.Dicom.Encoding;

/// <summary>An element header as it stands in the bytes (PS3.5 7.1). <c>Vr</c> is None where the encoding does not say one.</summary>
internal readonly record struct RawHeader(DicomTag Tag, Vr Vr, uint Length, int Size, string? Deviation)
{
    public const uint Undefined = 0xFFFF_FFFF;

    /// <summary>The longest header: 12 bytes; with the first 8 of what follows a decision is always possible.</summary>
    public const int Lookahead = 20;

    public static DicomTag TagOf(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? new DicomTag(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    public static uint LengthOf(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Decodes a header from at least 8 bytes; false when 12 are needed and not there.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, bool isExplicit, bool isBigEndian, out RawHeader header)
    {
        DicomTag tag = TagOf(bytes, isBigEndian);
        if (!isExplicit)
        {
            header = new RawHeader(tag, Vr.None, LengthOf(bytes[4..], isBigEndian), 8, null);
            return true;
        }

        Vr vr = (Vr)((bytes[4] << 8) | bytes[5]);
        if (VrRules.HasShortLength(vr))
        {
            header = new RawHeader(tag, vr, ShortLengthOf(bytes, isBigEndian), 8, null);
            return true;
        }

        if (char.IsAsciiLetterUpper((char)bytes[4]) && char.IsAsciiLetterUpper((char)bytes[5]))
        {
            return TryDecodeLong(bytes, tag, vr, isBigEndian, out header);
        }

        header = DecodeWithoutVr(bytes, tag, isBigEndian);
        return true;
    }

    private static bool TryDecodeLong(ReadOnlySpan<byte> bytes, DicomTag tag, Vr vr, bool isBigEndian, out RawHeader header)
    {
        if (bytes.Length < 12)
        {
            header = default;
            return false;
        }

        // PS3.5 7.1.2: a VR that is not known has two reserved bytes and a 32-bit length, as all VRs added since have.
        string? deviation = !VrRules.IsKnown(vr) ? "a VR that PS3.5 6.2 does not define"
            : bytes[6] != 0 || bytes[7] != 0 ? "reserved bytes of the header are not zero" : null;
        header = new RawHeader(tag, vr, LengthOf(bytes[8..], isBigEndian), 12, deviation);
        return true;
    }

    private static RawHeader DecodeWithoutVr(ReadOnlySpan<byte> bytes, DicomTag tag, bool isBigEndian)
    {
        ushort shortLength = ShortLengthOf(bytes, isBigEndian);
        bool isPrintable = bytes[4] is >= 0x20 and < 0x7F && bytes[5] is >= 0x20 and < 0x7F;
        bool isZero = bytes[4] == 0 && bytes[5] == 0 && shortLength != 0;

        // Lenient: "??", "--", blank or zero VR codes of several toolkits and scanners are followed by a 16-bit length, PS3.5 7.1.2.
        // Otherwise lenient: implicit VR elements within explicit VR data sets (private blocks copied by Philips and Siemens software), PS3.5 7.1.3.
        return isPrintable || isZero
            ? new RawHeader(tag, Vr.None, shortLength, 8, "the VR field holds no VR; taken with a 16-bit length")
            : new RawHeader(tag, Vr.None, LengthOf(bytes[4..], isBigEndian), 8, "an implicit VR element in an explicit VR data set");
    }

    private static ushort ShortLengthOf(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
}

namespace Gantry.Dicom.Encoding;

/// <summary>Tells from the first element of a data set how it is encoded, where no one says it or what is said is wrong.</summary>
internal static class SyntaxRecognition
{
    /// <summary>Bytes that decide.</summary>
    public const int Needed = 8;

    /// <summary>
    /// The uncompressed syntax whose first element these bytes can be: a low group in the right byte order, with a VR or a length that fits. Null
    /// when none fits. A deflated stream is never recognised.
    /// </summary>
    public static TransferSyntax? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.Length < Needed)
        {
            return null;
        }

        DicomTag little = RawHeader.TagOf(start, isBigEndian: false);
        if (HasVr(start))
        {
            return little.Group <= RawHeader.TagOf(start, isBigEndian: true).Group ? TransferSyntax.ExplicitVrLittleEndian : TransferSyntax.ExplicitVrBigEndian;
        }

        return IsLow(little.Group) && IsImplicit(start) ? TransferSyntax.ImplicitVrLittleEndian : null;
    }

    /// <summary>The syntax that the bytes show where it is surely another than the declared one; null where what is declared may be true.</summary>
    public static TransferSyntax? Contradict(ReadOnlySpan<byte> start, bool isExplicit, bool isBigEndian)
    {
        if (!HasVr(start))
        {
            return isExplicit && IsLow(RawHeader.TagOf(start, isBigEndian: false).Group) && IsImplicit(start) ? TransferSyntax.ImplicitVrLittleEndian : null;
        }

        if (!isExplicit)
        {
            return Recognise(start);
        }

        // Film sessions start with group 2000, which read in the wrong order is 0020: the shorter length tells.
        bool isOther = IsLow(RawHeader.TagOf(start, !isBigEndian).Group) && !IsLow(RawHeader.TagOf(start, isBigEndian).Group)
            && VrRules.HasShortLength((Vr)((start[4] << 8) | start[5])) && (isBigEndian ? start[6] > start[7] : start[6] < start[7]);
        return !isOther ? null : isBigEndian ? TransferSyntax.ExplicitVrLittleEndian : TransferSyntax.ExplicitVrBigEndian;
    }

    /// <summary>Data sets start with group 0002 to 0020 in practice; private groups below 0100 may stand first.</summary>
    private static bool IsLow(ushort group) => group is > 0 and < 0x0100;

    private static bool HasVr(ReadOnlySpan<byte> start) => VrRules.IsKnown((Vr)((start[4] << 8) | start[5]));

    private static bool IsImplicit(ReadOnlySpan<byte> start)
    {
        uint length = RawHeader.LengthOf(start[4..], isBigEndian: false);
        bool isPrintable = start[4] is >= 0x20 and < 0x7F && start[5] is >= 0x20 and < 0x7F;
        return length == RawHeader.Undefined || (length < 0x0001_0000 && !isPrintable);
    }
}

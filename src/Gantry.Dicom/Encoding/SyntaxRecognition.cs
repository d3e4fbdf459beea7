namespace Gantry.Dicom.Encoding;

/// <summary>Tells from the first element of a data set how it is encoded, where no one says it or what is said is wrong.</summary>
internal static class SyntaxRecognition
{
    /// <summary>Bytes that decide.</summary>
    public const int Needed = 8;

    /// <summary>
    /// The uncompressed syntax whose first element these bytes can be: a low even group (or private group) in the right byte order, with a VR or a
    /// length that fits. Null when none fits. A deflated stream is never recognised.
    /// </summary>
    public static TransferSyntax? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.Length < Needed)
        {
            return null;
        }

        Vr vr = (Vr)((start[4] << 8) | start[5]);
        bool hasVr = VrRules.IsKnown(vr);
        DicomTag little = RawHeader.TagOf(start, isBigEndian: false);
        DicomTag big = RawHeader.TagOf(start, isBigEndian: true);
        if (hasVr)
        {
            // A data set starts with a group far below 0x0100: the byte order that says so is the right one.
            return little.Group <= big.Group ? TransferSyntax.ExplicitVrLittleEndian : TransferSyntax.ExplicitVrBigEndian;
        }

        uint length = RawHeader.LengthOf(start[4..], isBigEndian: false);
        return little.Group is > 0 and < 0x0100 && (length < 0x0001_0000 || length == RawHeader.Undefined)
            ? TransferSyntax.ImplicitVrLittleEndian
            : null;
    }
}

using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Server.DicomWeb.Negotiation;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The representations in which stored instances and frames can be sent without a pixel codec, in the server's order of preference (PS3.18 8.7.3 and table 10.4.4-1).</summary>
internal static class Forms
{
    public const string Dicom = "application/dicom";
    public const string Octets = "application/octet-stream";
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>
    /// Lenient: PS3.18 8.7.3.1 makes explicit VR little endian the default of application/dicom. A client that names no transfer syntax gets it where the
    /// stored encoding is another uncompressed one, but the stored encoding where only a codec could make it: the file says what it is, and a reader
    /// that cannot take it is told no less clearly than by a 406. A client that names no media type at all gets what is stored, as with <c>transfer-syntax=*</c>.
    /// </summary>
    public static IReadOnlyList<Representation> OfInstance(StoredInstance instance, DicomWebOptions options)
    {
        bool canConvert = CanConvert(instance, options);
        string stored = instance.TransferSyntaxUid;
        List<Representation> forms = [];
        foreach (bool isMultipart in (bool[])[true, false])
        {
            forms.Add(new Representation(Dicom, stored, isMultipart, IsDefaultSyntax: !canConvert));
            if (canConvert)
            {
                forms.Add(new Representation(Dicom, ExplicitLittleEndian, isMultipart));
            }
        }

        return forms;
    }

    /// <summary>True when another uncompressed encoding can be made explicit VR little endian.</summary>
    public static bool CanConvert(StoredInstance instance, DicomWebOptions options)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        return !syntax.IsEncapsulated && syntax != TransferSyntax.ExplicitVrLittleEndian && instance.Place.Length <= options.MaxConvertedBytes;
    }

    /// <summary>
    /// Frames: uncompressed ones as octet-stream in little endian; compressed ones as their image type and, for clients that ask for octet-stream with
    /// <c>transfer-syntax=*</c> or the stored one, as that. Lenient: octet-stream of compressed data is not in PS3.18 table 8.7.3-5, but viewers ask so.
    /// </summary>
    public static IReadOnlyList<Representation> OfFrames(string transferSyntaxUid)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(transferSyntaxUid);
        bool isUncompressed = !syntax.IsEncapsulated || syntax == TransferSyntax.EncapsulatedUncompressed;
        List<Representation> forms = [];
        foreach (bool isMultipart in (bool[])[true, false])
        {
            if (isUncompressed)
            {
                forms.Add(new Representation(Octets, ExplicitLittleEndian, isMultipart));
                continue;
            }

            forms.AddRange(CompressedMediaTypes.Of(transferSyntaxUid).Select(type => new Representation(type, transferSyntaxUid, isMultipart)));
            forms.Add(new Representation(Octets, transferSyntaxUid, isMultipart, IsDefaultSyntax: false));
        }

        return forms;
    }

    /// <summary>The Content-Type of a part or a single-part payload.</summary>
    public static string ContentTypeOf(Representation form) => form.TransferSyntax is null ? form.MediaType : $"{form.MediaType}; transfer-syntax={form.TransferSyntax}";

    /// <summary>For 406: what there is.</summary>
    public static string Describe(IEnumerable<Representation> forms) =>
        string.Join(", ", forms.Select(form => form.IsMultipart ? $"multipart/related; type=\"{form.MediaType}\"" + Syntax(form) : ContentTypeOf(form)));

    private static string Syntax(Representation form) => form.TransferSyntax is null ? "" : $"; transfer-syntax={form.TransferSyntax}";
}

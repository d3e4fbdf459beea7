using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Imaging.Compression;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Pixels;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The representations in which stored instances and frames can be sent, in the server's order of preference (PS3.18 8.7.3 and table 10.4.4-1).</summary>
internal static class Forms
{
    public const string Dicom = "application/dicom";
    public const string Octets = "application/octet-stream";
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    // Explicit VR little endian first: it is what application/dicom means alone.
    private static readonly TransferSyntax[] Targets =
        [TransferSyntax.ExplicitVrLittleEndian, .. TransferSyntax.All.Where(s => s != TransferSyntax.ExplicitVrLittleEndian && FrameCodecs.CanEncode(s)).OrderBy(s => s.Uid, StringComparer.Ordinal)];

    /// <summary>
    /// As stored, then in every syntax that can be made of it. A client that names application/dicom alone gets explicit VR little endian (PS3.18 8.7.3.1), unless no codec here
    /// can make it: then what is stored, for the file says what it is. A client that names no media type at all gets what is stored, as with <c>transfer-syntax=*</c>.
    /// </summary>
    public static IReadOnlyList<Representation> OfInstance(StoredInstance instance, InstanceTranscoder transcoder)
    {
        string stored = instance.TransferSyntaxUid;
        TransferSyntax[] made = [.. Targets.Where(s => s.Uid != stored && transcoder.CanTranscode(instance, s))];
        List<Representation> forms = [];
        foreach (bool isMultipart in (bool[])[true, false])
        {
            forms.Add(new Representation(Dicom, stored, isMultipart, IsDefaultSyntax: made is not [var first, ..] || first != TransferSyntax.ExplicitVrLittleEndian));
            forms.AddRange(made.Select(syntax => new Representation(Dicom, syntax.Uid, isMultipart, IsDefaultSyntax: syntax == TransferSyntax.ExplicitVrLittleEndian)));
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

using System.Collections.Concurrent;
using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Imaging.Compression;
using Gantry.Server.DicomWeb.Negotiation;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>The forms in which frames can be sent, in the server's order of preference: as they are stored, then uncompressed, then as codecs can make them (PS3.18 tables 8.7.3-4 and 8.7.3-5).</summary>
internal static class FrameForms
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<Representation>> Made = new();

    /// <summary>Which syntax a compressed media type means when it names none: those marked D in PS3.18 table 8.7.3-5.</summary>
    private static readonly HashSet<TransferSyntax> Defaults =
        [TransferSyntax.JpegLosslessSv1, TransferSyntax.RleLossless, TransferSyntax.JpegLsLossless, TransferSyntax.Jpeg2000Lossless, TransferSyntax.HtJ2kLossless];

    private static readonly TransferSyntax[] Encodable = [.. TransferSyntax.All.Where(s => s.IsEncapsulated && FrameCodecs.CanEncode(s)).OrderByDescending(Defaults.Contains).ThenBy(s => s.Uid, StringComparer.Ordinal)];

    /// <summary>
    /// Lenient: octet-stream of compressed data is not in PS3.18 table 8.7.3-5, but viewers ask so; they get it with <c>transfer-syntax=*</c> or the syntax's UID.
    /// </summary>
    public static IReadOnlyList<Representation> Of(string storedUid) => Made.GetOrAdd(storedUid, Make);

    /// <summary>What the request accepts of an instance's frames; the problem says why nothing.</summary>
    public static Problem? Choose(HttpRequest request, StoredInstance instance, bool onlyMultipart, out Representation form)
    {
        IReadOnlyList<Representation> offers = Of(instance.TransferSyntaxUid);
        if (onlyMultipart)
        {
            offers = [.. offers.Where(o => o.IsMultipart)];
        }

        form = offers[0];
        if (!AcceptList.TryRead(request, out AcceptList accept, out string wrong))
        {
            return Problem.BadRequest($"{wrong} is not a list of media types.");
        }

        if (accept.Choose(offers) is not { } choice)
        {
            TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
            return Problem.NotAcceptable($"The frames are stored as {syntax} ({syntax.Uid}). They can be sent as {Forms.Describe(offers)}.");
        }

        form = choice;
        return null;
    }

    private static List<Representation> Make(string storedUid)
    {
        TransferSyntax stored = TransferSyntax.FromUid(storedUid);
        bool isUncompressed = !stored.IsEncapsulated || stored == TransferSyntax.EncapsulatedUncompressed;
        bool canDecode = FrameCodecs.CanDecode(stored);
        List<Representation> forms = [];
        foreach (bool isMultipart in (bool[])[true, false])
        {
            if (!isUncompressed)
            {
                Add(stored, isMultipart, isDefault: true);
            }

            if (isUncompressed || canDecode)
            {
                forms.Add(new Representation(Forms.Octets, Forms.ExplicitLittleEndian, isMultipart));
            }

            foreach (TransferSyntax syntax in canDecode ? Encodable.Where(s => s != stored) : [])
            {
                Add(syntax, isMultipart, Defaults.Contains(syntax));
            }
        }

        return forms;

        void Add(TransferSyntax syntax, bool isMultipart, bool isDefault)
        {
            forms.AddRange(CompressedMediaTypes.Of(syntax.Uid).Select(type => new Representation(type, syntax.Uid, isMultipart, isDefault)));
            forms.Add(new Representation(Forms.Octets, syntax.Uid, isMultipart, IsDefaultSyntax: false));
        }
    }
}

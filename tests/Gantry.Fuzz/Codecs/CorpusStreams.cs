using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;

namespace Gantry.Fuzz.Codecs;

/// <summary>Compressed frames of real files: one fragment each, so that it is one stream.</summary>
internal static class CorpusStreams
{
    /// <param name="endings">How the UIDs of the transfer syntaxes end.</param>
    public static byte[][] Read(string[] endings) =>
    [
        .. from file in Corpus.Valid
           let whole = DicomFile.Read(file.ReadAllBytes())
           where Array.Exists(endings, e => whole.TransferSyntax.Uid.EndsWith(e, StringComparison.Ordinal))
           let fragments = whole.Dataset.TryGet(Tags.PixelData, out Element? pixels) ? pixels.Fragments : null
           where fragments is { Count: >= 2 } && fragments[1].Length is > 100 and < 80_000
           select fragments[1].ToArray(),
    ];
}

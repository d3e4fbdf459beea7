using Gantry.Dicom;
using Gantry.Dicom.Encoding;

namespace Gantry.Archive.Corrections;

/// <summary>Finds where a data set's attributes end and its pixel data, with all of their group, begin.</summary>
internal sealed class HeaderExtent : IDatasetHandler
{
    private const ushort PixelGroup = 0x7FE0;
    private readonly TransferSyntax syntax;
    private long? start;

    private HeaderExtent(TransferSyntax syntax) => this.syntax = syntax;

    /// <summary>Bytes of the data set before the first element of group 7FE0; all of them where there is none.</summary>
    /// <param name="dataset">The data set's first bytes, not deflated.</param>
    public static int Of(ReadOnlySpan<byte> dataset, TransferSyntax syntax)
    {
        HeaderExtent extent = new(syntax);
        using DatasetPushParser parser = new(syntax, extent);
        parser.Push(dataset);
        return (int)(extent.start ?? dataset.Length);
    }

    public ElementInterest OnElement(in ElementHeader header)
    {
        if (header.Depth > 0 || header.Tag.Group < PixelGroup)
        {
            return ElementInterest.Skip;
        }

        start = header.ValueOffset - (syntax.IsExplicitVr && !VrRules.HasShortLength(header.Vr) ? 12 : 8);
        return ElementInterest.Stop;
    }
}

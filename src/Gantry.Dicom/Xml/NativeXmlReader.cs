using System.Xml;
using System.Xml.Linq;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Xml;

/// <summary>
/// Reads the Native DICOM Model (PS3.19 A.1). Document types and entities are refused, so nothing is fetched and nothing expands; depth, elements
/// and size are bounded. Never throws for what the text says.
/// </summary>
public static class NativeXmlReader
{
    /// <summary>Characters of a document, base64 included.</summary>
    private const long MaxCharacters = 1L << 29;

    public static NativeXmlReadResult Read(Stream input, ReadLimits? limits = null)
    {
        limits ??= ReadLimits.Default;
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using XmlReader reader = XmlReader.Create(input, settings);
            using BoundedDepthReader bounded = new(reader, (limits.MaxDepth * 2) + 6);
            XElement? root = XDocument.Load(bounded, LoadOptions.PreserveWhitespace).Root;
            if (root?.Name.LocalName != "NativeDicomModel")
            {
                return new(null, [], "the document is no NativeDicomModel");
            }

            XmlDatasetBuilder builder = new(limits);
            Dataset? dataset = builder.Build(root);
            return builder.Error is null ? new(dataset, builder.BulkData, null) : new(null, [], builder.Error);
        }
        catch (XmlException notXml)
        {
            return new(null, [], $"not XML that is read here: {notXml.Message}");
        }
    }
}

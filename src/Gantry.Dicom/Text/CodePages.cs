using System.Text;

namespace Gantry.Dicom.Text;

/// <summary>Code pages of the runtime; the provider is loaded only when text needs one.</summary>
internal static class CodePages
{
    /// <summary>A code page whose decoder gives U+FFFD and whose encoder gives '?' for what it does not hold.</summary>
    public static System.Text.Encoding Get(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"))
        ?? throw new NotSupportedException($"The runtime has no code page {codePage}.");
}

using Gantry.Dicom.Json;

namespace Gantry.Dicom.Xml;

/// <summary>Texts of values as little endian value fields.</summary>
internal static class XmlValues
{
    public static bool IsText(Vr vr) => JsonText.IsText(vr) || vr is Vr.DS or Vr.IS;

    /// <summary>The value field, padded; null for what the VR cannot hold.</summary>
    public static byte[]? Encode(Vr vr, string[] texts)
    {
        if (IsText(vr))
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(string.Join('\\', texts));
            return bytes.Length % 2 == 0 ? bytes : [.. bytes, (byte)(vr == Vr.UI ? 0 : ' ')];
        }

        return texts.Length == 0 ? [] : JsonValues.EncodeBinary(vr, texts);
    }
}

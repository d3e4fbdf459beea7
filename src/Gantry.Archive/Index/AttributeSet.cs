using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>
/// The attributes that the index keeps of one instance, as text in UTF-8 decoded from the instance's character set; several values are joined by '\'.
/// Code sequences that are indexed are kept under their own tag as "value\scheme\meaning" of the first item.
/// </summary>
public sealed class AttributeSet
{
    private readonly Dictionary<DicomTag, string> values = [];

    public string? this[DicomTag tag]
    {
        get => values.GetValueOrDefault(tag);
        set
        {
            if (string.IsNullOrEmpty(value))
            {
                values.Remove(tag);
            }
            else
            {
                values[tag] = value;
            }
        }
    }

    public IEnumerable<KeyValuePair<DicomTag, string>> All => values;
}

using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Makes the data set of a match from the index's text.</summary>
public static class MatchDataset
{
    public static Dataset Build(IReadOnlyList<QueryAttribute> returned, Func<DicomTag, string?> value)
    {
        Dataset dataset = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        foreach (QueryAttribute attribute in returned)
        {
            if (value(attribute.Tag) is not { Length: > 0 } text)
            {
                continue;
            }

            if (attribute.Sequence is { } sequence)
            {
                SetInItems(dataset, sequence, attribute, text);
            }
            else if (attribute.IsCode)
            {
                dataset.SetItems(attribute.Tag, CodeItem(text));
            }
            else
            {
                Set(dataset, attribute, text);
            }
        }

        return dataset;
    }

    private static void Set(Dataset dataset, QueryAttribute attribute, string text)
    {
        if (attribute.Vr == Vr.US)
        {
            if (ushort.TryParse(text.Split('\\')[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            {
                dataset.Set(attribute.Tag, number);
            }

            return;
        }

        dataset.Set(attribute.Tag, attribute.Vr, attribute.Vr is Vr.LT or Vr.ST or Vr.UT ? [text] : Plain(attribute.Vr, text).Split('\\'));
    }

    /// <summary>Lenient: devices put letters beyond ASCII into codes and numbers, which have no character set to say them in (PS3.5 6.1.2.2).</summary>
    private static string Plain(Vr vr, string text) => vr is Vr.PN or Vr.LO or Vr.SH or Vr.UC || System.Text.Ascii.IsValid(text)
        ? text
        : string.Create(text.Length, text, (plain, from) =>
        {
            for (int i = 0; i < plain.Length; i++)
            {
                plain[i] = char.IsAscii(from[i]) ? from[i] : '?';
            }
        });

    /// <summary>The index holds the values of all items joined by '\': the first value is the first item's.</summary>
    private static void SetInItems(Dataset dataset, DicomTag sequence, QueryAttribute attribute, string text)
    {
        string[] values = text.Split('\\');
        List<Dataset> items = [.. dataset.GetItems(sequence)];
        while (items.Count < values.Length)
        {
            items.Add(new Dataset());
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].Length > 0)
            {
                items[i].Set(attribute.Tag, attribute.Vr, Plain(attribute.Vr, values[i]));
            }
        }

        dataset.SetItems(sequence, [.. items]);
    }

    private static Dataset CodeItem(string text)
    {
        string[] parts = text.Split('\\');
        Dataset item = new();
        DicomTag[] tags = [Tags.CodeValue, Tags.CodingSchemeDesignator, Tags.CodeMeaning];
        for (int i = 0; i < Math.Min(parts.Length, tags.Length); i++)
        {
            if (parts[i].Length > 0)
            {
                item.Set(tags[i], DicomDictionary.VrOf(tags[i]), parts[i]);
            }
        }

        return item;
    }
}

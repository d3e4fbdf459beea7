using System.Globalization;
using System.Text;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;

namespace Gantry.Commands.Dump;

/// <summary>A file as lines for a person: tag, VR, keyword, values, length; items indented; deviations and errors at the end.</summary>
public sealed class DumpText(TextWriter output)
{
    private const int LongestValue = 120;
    private const int ShownBytes = 16;
    private const int NameColumn = 46;

    public void Write(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {file.TransferSyntax.Name} ({file.TransferSyntax.Uid}), data set at byte {file.DatasetOffset}"));
        Write(file.Meta, 0);
        Write(file.Dataset, 0);
        foreach (string line in Faults(file))
        {
            output.WriteLine("# " + line);
        }
    }

    /// <summary>A data set alone.</summary>
    public void Write(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Write(dataset, 0);
    }

    /// <summary>What was read over and what ended reading, a line each.</summary>
    public static IEnumerable<string> Faults(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (Dicom.Encoding.Finding finding in file.Findings)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"finding at byte {finding.Offset}{(finding.Path.Length == 0 ? "" : " in " + finding.Path)}: {finding.Detail}");
        }

        foreach (string finding in file.Dataset.CharacterSet.Findings)
        {
            yield return "finding in (0008,0005): " + finding;
        }

        if (file.Error is { } error)
        {
            yield return "error: " + error;
        }
    }

    private void Write(Dataset dataset, int depth)
    {
        foreach (Element read in dataset)
        {
            Element element = read.Reveal();
            string head = string.Create(CultureInfo.InvariantCulture, $"{Indent(depth)}{element.Tag} {DicomDictionary.NameOf(element.Vr),-2} {NameOf(element.Tag, dataset)}");
            output.Write(head.PadRight(NameColumn + (depth * 2)));
            output.Write(' ');
            output.WriteLine(Summary(read, element, dataset));
            for (int i = 0; i < (element.Items?.Count ?? 0); i++)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Indent(depth)}  item {i + 1}"));
                Write(element.Items![i], depth + 2);
            }
        }
    }

    private static string Indent(int depth) => new(' ', depth * 2);

    private static string NameOf(DicomTag tag, Dataset dataset)
    {
        if (tag.IsPrivate && tag.Element > 0xFF && dataset.GetString(PrivateDictionary.CreatorTagOf(tag)) is string creator)
        {
            return PrivateDictionary.BuiltIn.TryFind(creator, tag, out PrivateAttribute? known) ? $"[{creator}] {known.Name}" : $"[{creator}]";
        }

        return DicomDictionary.TryFind(tag, out DicomAttribute? attribute) ? attribute.Keyword.Length > 0 ? attribute.Keyword : attribute.Name : "?";
    }

    private static string Summary(Element read, Element element, Dataset dataset)
    {
        if (element.Items is { } items)
        {
            return items.Count == 1 ? "1 item" : string.Create(CultureInfo.InvariantCulture, $"{items.Count} items");
        }

        if (element.Fragments is { Count: > 0 } fragments)
        {
            long bytes = fragments.Skip(1).Sum(f => (long)f.Length);
            return string.Create(CultureInfo.InvariantCulture, $"{fragments.Count - 1} fragments, {bytes} bytes, offset table of {fragments[0].Length / 4}");
        }

        string value = element.Value.IsEmpty ? "(no value)" : IsBinary(element.Vr) ? Bytes(element.Value.Span) : Text(element, dataset);
        return string.Create(CultureInfo.InvariantCulture, $"{value}  # {read.Value.Length}");
    }

    private static bool IsBinary(Vr vr) => vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN or Vr.None;

    private static string Text(Element element, Dataset dataset)
    {
        IReadOnlyList<string> values = dataset.GetStrings(element.Tag);
        StringBuilder text = new();
        for (int i = 0; i < values.Count && text.Length <= LongestValue; i++)
        {
            text.Append(i > 0 ? " \\ " : "").Append(values[i].AsSpan(0, Math.Min(values[i].Length, LongestValue + 1)));
            if (element.Vr == Vr.UI && UidDictionary.TryFind(values[i], out UidEntry? uid))
            {
                text.Append(" (").Append(uid.Name).Append(')');
            }
            else if (element.Vr == Vr.AT && DicomTag.TryParse(values[i], out DicomTag tag) && DicomDictionary.KeywordOf(tag) is string keyword)
            {
                text.Append(" (").Append(keyword).Append(')');
            }
        }

        // A terminal acts on control characters; a file must not command it.
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                text[i] = text[i] == '\n' ? '⏎' : '·';
            }
        }

        return text.Length > LongestValue ? string.Concat(text.ToString().AsSpan(0, LongestValue), "...") : text.ToString();
    }

    private static string Bytes(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexString(bytes[..Math.Min(bytes.Length, ShownBytes)]) + (bytes.Length > ShownBytes ? "..." : "");
}

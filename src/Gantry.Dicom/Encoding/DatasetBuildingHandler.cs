using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>Builds a <see cref="Dataset"/> whose values are views of the parsed memory.</summary>
internal sealed class DatasetBuildingHandler(ReadOnlyMemory<byte> bytes) : IDatasetHandler
{
    private readonly Stack<Level> levels = new();
    private Dataset current = new();
    private List<ReadOnlyMemory<byte>>? fragments;

    public ElementParser Parser { private get; set; } = null!;

    /// <summary>The top of the data set; valid after <see cref="CloseAll"/>.</summary>
    public Dataset Root => current;

    public ElementInterest OnElement(in ElementHeader header)
    {
        if (header.Vr == Vr.SQ)
        {
            return ElementInterest.Value;
        }

        Element element = new()
        {
            Tag = header.Tag,
            Vr = header.Vr,
            IsBigEndian = header.IsBigEndian,
            Value = header.Length > 0 ? bytes.Slice((int)header.ValueOffset, (int)header.Length) : default,
            Fragments = header.Length < 0 ? fragments = [] : null,
        };
        current.AddRead(element);
        return header.Length < 0 ? ElementInterest.Value : ElementInterest.Skip;
    }

    public void OnFragment(int index, long offset, long length) => fragments!.Add(bytes.Slice((int)offset, (int)length));

    public void OnSequenceStart(in ElementHeader header) => levels.Push(new Level(current, header, Parser.IsUnknownVr));

    public void OnItemStart(int depth)
    {
        current = new Dataset { HasDefinedLength = Parser.Top.HasLength };
        levels.Peek().Items.Add(current);
    }

    public void OnItemEnd(int depth)
    {
        MarkRead(current);
        current = levels.Peek().Around;
    }

    public void OnSequenceEnd(DicomTag tag, int depth) => EndSequence();

    /// <summary>Closes what a malformation left open.</summary>
    public void CloseAll()
    {
        while (levels.Count > 0)
        {
            EndSequence();
        }

        MarkRead(current);
    }

    private void MarkRead(Dataset dataset) => dataset.MarkRead(new ElementEncoding(Parser.Top.IsExplicit, Parser.Top.IsBigEndian, AllowsFragments: true));

    private void EndSequence()
    {
        Level level = levels.Pop();
        current = level.Around;
        current.AddRead(new Element
        {
            Tag = level.Header.Tag,
            Vr = Vr.SQ,
            IsBigEndian = level.Header.IsBigEndian,
            Items = level.Items,
            HasDefinedLength = level.Header.Length >= 0,
            IsUnknownVr = level.IsUnknownVr,
        });
    }

    private sealed record Level(Dataset Around, ElementHeader Header, bool IsUnknownVr)
    {
        public List<Dataset> Items { get; } = [];
    }
}

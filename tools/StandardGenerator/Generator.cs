namespace Gantry.StandardGenerator;

/// <summary>Makes every generated file from the fact tables; the same facts give the same bytes.</summary>
public static class Generator
{
    public const string FactsFolder = "tools/StandardGenerator/facts";
    private const string Dictionary = "src/Gantry.Dicom/Dictionary/";

    public static IReadOnlyList<GeneratedFile> Run(string factsFolder)
    {
        IReadOnlyList<AttributeFact> attributes = Facts.Read<AttributeFact>(Path.Combine(factsFolder, "attributes.json"));
        IReadOnlyList<UidFact> uids = Facts.Read<UidFact>(Path.Combine(factsFolder, "uids.json"));
        IReadOnlyList<StorageClassFact> storage = Facts.Read<StorageClassFact>(Path.Combine(factsFolder, "sop-classes-storage.json"));
        return
        [
            new(Dictionary + "AttributeTable.g.cs", AttributeTableText.Write(attributes)),
            new(Dictionary + "Tags.g.cs", TagsText.Write(attributes)),
            new(Dictionary + "Uids.g.cs", UidsText.WriteConstants(uids)),
            new(Dictionary + "UidTable.g.cs", UidsText.WriteTable(uids)),
            new(Dictionary + "StorageSopClassTable.g.cs", StorageClassesText.Write(storage)),
            new("src/Gantry.Dicom/Text/SearchFoldingTable.g.cs", FoldingText.Write(File.ReadLines(Path.Combine(factsFolder, "search-folding.txt")))),
        ];
    }
}

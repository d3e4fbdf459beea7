Console.WriteLine("gantry");
